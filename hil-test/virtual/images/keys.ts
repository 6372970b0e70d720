// The key that signs virtual bundles, derived from the rack's seed so that images come out the same at every run.
// For virtual racks only: whoever knows the seed can sign. Must never be used for anything that leaves the loopback.
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** PKCS #8 for Ed25519 (RFC 8410 §7) up to the 32 bytes of the seed. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

export interface SigningKey {
  readonly privateKey: KeyObject;
  /** What nodes keep as their keyring. */
  readonly publicPem: string;
}

export function signingKey(seed: string): SigningKey {
  const secret = createHash('sha256').update(`virtual bundle signer:${seed}`).digest();
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, secret]), format: 'der', type: 'pkcs8' });
  return { privateKey, publicPem: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString() };
}
