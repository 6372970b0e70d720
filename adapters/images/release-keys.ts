// The public keys that may sign images, from files in the rack's configuration: PEM or JWK, Ed25519. A file that holds a private key is
// refused: it would be one theft away from software that nobody released (arbitrary software).
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

export function readReleaseKey(path: string): KeyObject {
  const text = readFileSync(path, 'utf8');
  const no = (why: string): Error => new Error(`${path}: ${why}. Expected an Ed25519 public key, PEM (SPKI) or JWK.`);
  if (text.includes('PRIVATE KEY')) throw no('it holds a private key, which has no business at a rack');
  const key = text.trimStart().startsWith('{') ? keyOfJwk(text, no) : keyOfPem(text, no);
  if (key.asymmetricKeyType !== 'ed25519') throw no(`the key is ${key.asymmetricKeyType ?? 'of another kind'}`);
  return key;
}

function keyOfPem(text: string, no: (why: string) => Error): KeyObject {
  try {
    return createPublicKey(text);
  } catch {
    throw no('it is not a key that can be read');
  }
}

function keyOfJwk(text: string, no: (why: string) => Error): KeyObject {
  let jwk: JsonWebKey;
  try {
    jwk = JSON.parse(text) as JsonWebKey;
  } catch {
    throw no('it is neither PEM nor JSON');
  }
  if (jwk.d !== undefined) throw no('it holds a private key, which has no business at a rack');
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    throw no('it is not a JWK that can be read');
  }
}
