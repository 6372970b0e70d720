// The images that a rack holds: a folder of bundle files, beside each a signed manifest. It reads and judges, and never writes there.
// Against arbitrary software stands the signature, against mix-and-match the one manifest, against endless data the sizes; an old image
// that is offered again (rollback) is not its business: versions are held against permits and minimums elsewhere.
import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '#safety/vocabulary/names.js';
import type { HeldImage, ImageStore } from '../ports/images.js';
import { checkBundle, HashCache } from './bundle-file.js';
import { MANIFEST_MAX_BYTES, type ReadManifest, readManifest } from './manifest.js';
import { readReleaseKey } from './release-keys.js';

export interface ImageStoreOptions {
  readonly dir: string;
  /** Files with the public keys that may sign images. Read once, now; one that is unfit throws. */
  readonly keys: readonly string[];
  /** Keep hashes for `list` while a file looks unchanged. Default true. `check` hashes every time. */
  readonly cache?: boolean;
}

const SUFFIX = '.manifest';
/** More is not a folder of images. They are taken in order of their names. */
const MANIFESTS_MAX = 1_000;

export function openImageStore({ dir, keys: keyFiles, cache: keeps = true }: ImageStoreOptions): ImageStore {
  const keys = keyFiles.map(readReleaseKey);
  const cache = new HashCache();

  const held = async ({ manifest, signature }: ReadManifest, how: 'fresh' | 'may-be-kept'): Promise<HeldImage> => {
    const { version, compatible, bundle, content } = manifest;
    const path = join(dir, bundle.file);
    const digest: Digest = `sha256:${bundle.sha256}`;
    return {
      image: { digest, version, compatible, path, size: bundle.size, content },
      facts: { digest, version, compatible, signature, file: await checkBundle(path, bundle, cache, how) },
    };
  };

  return {
    async list() {
      const manifests = distinct(await readAll(dir, keys));
      cache.keepOnly(new Set(manifests.map(({ manifest }) => join(dir, manifest.bundle.file))));
      const images: HeldImage[] = [];
      // One after another: hashing is the disk's and one core's work, and there is a rack to supervise beside it.
      for (const one of manifests) images.push(await held(one, keeps ? 'may-be-kept' : 'fresh'));
      return images;
    },
    async check(digest) {
      const found = distinct(await readAll(dir, keys)).find(
        ({ manifest }) => `sha256:${manifest.bundle.sha256}` === digest,
      );
      return found === undefined ? undefined : held(found, 'fresh');
    },
  };
}

/** One a digest: of several manifests for the same bundle a signed one counts, or else anyone could shadow it with an unsigned one. */
function distinct(manifests: readonly ReadManifest[]): readonly ReadManifest[] {
  const byDigest = new Map<string, ReadManifest>();
  for (const one of manifests) {
    const { sha256 } = one.manifest.bundle;
    const known = byDigest.get(sha256);
    if (known === undefined || (known.signature === 'invalid' && one.signature === 'valid')) byDigest.set(sha256, one);
  }
  return [...byDigest.values()];
}

async function readAll(dir: string, keys: Parameters<typeof readManifest>[1]): Promise<readonly ReadManifest[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith(SUFFIX)).sort();
  const found: ReadManifest[] = [];
  for (const name of names.slice(0, MANIFESTS_MAX)) {
    const text = await readBounded(join(dir, name));
    const manifest = text === undefined ? undefined : await readManifest(text, keys);
    if (manifest !== undefined) found.push(manifest);
  }
  return found;
}

async function readBounded(path: string): Promise<string | undefined> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const buffer = Buffer.alloc(MANIFEST_MAX_BYTES + 1);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return bytesRead > MANIFEST_MAX_BYTES ? undefined : buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    // Gone since the folder was listed, or no file: it names no image.
    return undefined;
  }
}
