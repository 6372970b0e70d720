// Images for virtual nodes: a slot image whose first line says how it behaves, and for RAUC nodes the signed bundle around it.
// The same inputs give the same bytes, so digests can be written down. Must never be larger than the smallest slot it is meant for.
import { createCipheriv, createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlatformName } from './node/names.js';
import { COMPATIBLE } from './node/rootfs.js';
import type { Behaviour } from './node/slot.js';
import { encodeBundle } from './images/bundle.js';
import { signingKey } from './images/keys.js';

export interface ImageOptions {
  readonly version: string;
  readonly behaviour?: Behaviour;
  readonly compatible?: string;
  readonly platform: PlatformName;
  /** Where the file goes; made if it is not there. */
  readonly dir: string;
  /** Of the slot image. */
  readonly bytes?: number;
  /** The seed of the rack that is to take it: its nodes trust the key derived from that. */
  readonly seed?: string;
}

export interface MadeImage {
  readonly path: string;
  readonly version: string;
  readonly compatible: string;
  readonly platform: PlatformName;
  /** The file. */
  readonly bundle: { readonly sha256: string; readonly size: number };
  /** What a slot holds afterwards, over its first `size` bytes. */
  readonly content: { readonly sha256: string; readonly size: number };
}

export const DEFAULT_SEED = 'farside';
const DEFAULT_BYTES = 256 * 1024;

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** The bytes of a slot image: header line, then pseudo-random payload. */
export function slotImage(version: string, behaviour: Behaviour, bytes = DEFAULT_BYTES, seed = DEFAULT_SEED): Buffer {
  const headerOf = (payload: Buffer): Buffer =>
    Buffer.from(
      `${JSON.stringify({ farsideImage: 1, version, behaviour, payloadSize: payload.length, sha256: sha256(payload) })}\n`,
    );
  // The header's length depends on the number of digits in payloadSize only: one round of correction is enough.
  const guess = headerOf(Buffer.alloc(bytes)).length;
  const size = bytes - guess;
  if (size < 0) throw new RangeError(`an image of ${bytes} bytes has no room for its header`);
  const key = createHash('sha256').update(`virtual image:${seed}:${version}:${behaviour}`).digest();
  const payload = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(size));
  return Buffer.concat([headerOf(payload), payload]);
}

export async function makeImage(options: ImageOptions): Promise<MadeImage> {
  const { version, platform, dir, seed = DEFAULT_SEED, behaviour = 'good', compatible = COMPATIBLE } = options;
  const image = slotImage(version, behaviour, options.bytes ?? DEFAULT_BYTES, seed);
  const file = platform === 'rauc' ? encodeBundle({ compatible, version }, image, signingKey(seed).privateKey) : image;
  await mkdir(dir, { recursive: true });
  const path = join(dir, `${version}-${behaviour}.${platform === 'rauc' ? 'raucb' : 'img'}`);
  await writeFile(path, file);
  return {
    path,
    version,
    compatible,
    platform,
    bundle: { sha256: sha256(file), size: file.length },
    content: { sha256: sha256(image), size: image.length },
  };
}
