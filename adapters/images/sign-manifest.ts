// Signs a manifest. For the release tools and the bench: rackd holds public keys only and must never import this.
import type { KeyObject } from 'node:crypto';
import { CompactSign } from 'jose';
import { type Manifest, MANIFEST_TYPE, manifestSchema } from './manifest.js';

/** Throws for a payload that the store would not read, or a key that is not Ed25519. */
export async function signManifest(privateKey: KeyObject, payload: Manifest): Promise<string> {
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    throw new Error(
      `Manifests are signed with Ed25519, this key is ${privateKey.asymmetricKeyType ?? 'of no such kind'}.`,
    );
  }
  const bytes = Buffer.from(JSON.stringify(manifestSchema.parse(payload)));
  return new CompactSign(bytes).setProtectedHeader({ alg: 'EdDSA', typ: MANIFEST_TYPE }).sign(privateKey);
}
