// An image's manifest: a compact JWS (EdDSA) that names a bundle file and what a slot must hold after it is installed.
// All facts are under one signature, so nobody can join one image's version to another's content (mix-and-match). A manifest whose
// signature does not hold is still read, to be shown as what it is, and never vouches for anything.
import type { KeyObject } from 'node:crypto';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { z } from 'zod';

/** Far above any manifest, so that a file that never ends is not read to its end (endless data). */
export const MANIFEST_MAX_BYTES = 16_384;
/** Of the header: the same key may sign permits one day, and one document must not pass for another. */
export const MANIFEST_TYPE = 'farside-image+jws';

const SIZE_MAX_BYTES = 2 ** 40;
const hashed = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int().positive().max(SIZE_MAX_BYTES),
});
export const manifestSchema = z.strictObject({
  farside: z.literal('image/v1'),
  version: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+~-]{0,63}$/),
  compatible: z.string().regex(/^[\x21-\x7e]{1,128}$/),
  bundle: hashed.extend({
    /** A plain name: anything that leads out of the folder is no name. */
    file: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,199}$/),
  }),
  content: hashed,
});
export type Manifest = z.infer<typeof manifestSchema>;

export interface ReadManifest {
  readonly manifest: Manifest;
  readonly signature: 'valid' | 'invalid';
}

/** `undefined`: it says nothing that could be shown. */
export async function readManifest(jws: string, keys: readonly KeyObject[]): Promise<ReadManifest | undefined> {
  const text = jws.trim();
  const signed = await verifiedPayload(text, keys);
  const payload = signed ?? unverifiedPayload(text);
  if (payload === undefined) return undefined;
  const manifest = manifestSchema.safeParse(jsonOf(payload));
  return manifest.success
    ? { manifest: manifest.data, signature: signed === undefined ? 'invalid' : 'valid' }
    : undefined;
}

async function verifiedPayload(jws: string, keys: readonly KeyObject[]): Promise<Uint8Array | undefined> {
  for (const key of keys) {
    try {
      // The algorithm is ours to say, never the document's ("none", or a MAC keyed with a public key).
      const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['EdDSA'] });
      if (protectedHeader.typ === MANIFEST_TYPE) return payload;
    } catch {
      // Not signed by this key.
    }
  }
  return undefined;
}

function unverifiedPayload(jws: string): Uint8Array | undefined {
  try {
    decodeProtectedHeader(jws);
    return Buffer.from(jws.split('.')[1] ?? '', 'base64url');
  } catch {
    return undefined;
  }
}

function jsonOf(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return undefined;
  }
}
