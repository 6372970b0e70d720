// The rack's image folder: copies of the bench's bundles, beside each a signed manifest, as a site would have received them.
// Copies, because a scenario spoils one: the cache that every run shares must never be touched.
import { createPrivateKey } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { signManifest } from '#adapters/images/sign-manifest.js';
import type { Digest } from '#safety/vocabulary/names.js';
import type { BenchImage, ImageSet } from './images.js';

export type HeldBundle = {
  readonly version: string;
  readonly digest: Digest;
  readonly file: string;
  readonly slot: BenchImage['slot'];
};

export class ImageFolder {
  readonly dir: string;
  readonly #images: ImageSet;
  readonly #held = new Map<string, HeldBundle>();

  private constructor(dir: string, images: ImageSet) {
    this.dir = dir;
    this.#images = images;
  }

  static async fill(dir: string, images: ImageSet, versions: readonly string[], keyFile: string): Promise<ImageFolder> {
    const folder = new ImageFolder(dir, images);
    await mkdir(dir);
    const key = createPrivateKey(await readFile(keyFile));
    for (const version of versions) {
      const { compatible, bundle, slot, bundleFile } = images.image(version);
      const file = join(dir, basename(bundleFile));
      await copyFile(bundleFile, file, constants.COPYFILE_FICLONE);
      const manifest = { version, compatible, bundle: { file: basename(file), ...bundle }, content: slot };
      await writeFile(`${file}.manifest`, await signManifest(key, { farside: 'image/v1', ...manifest }));
      folder.#held.set(version, { version, digest: `sha256:${bundle.sha256}`, file, slot });
    }
    return folder;
  }

  get(version: string): HeldBundle {
    const found = this.#held.get(version);
    if (found === undefined) throw new Error(`the rack's image folder has no ${version}`);
    return found;
  }

  /** One bit in the middle of the bundle, as radiation would flip it. */
  async flipOneBit(version: string): Promise<void> {
    const handle = await open(this.get(version).file, 'r+');
    try {
      const { size } = await handle.stat();
      const at = Math.floor(size / 2);
      const byte = Buffer.alloc(1);
      await handle.read(byte, 0, 1, at);
      byte[0] = (byte[0] ?? 0) ^ 0x10;
      await handle.write(byte, 0, 1, at);
    } finally {
      await handle.close();
    }
  }

  async restore(version: string): Promise<void> {
    const { file } = this.get(version);
    await rm(file);
    await copyFile(this.#images.image(version).bundleFile, file, constants.COPYFILE_FICLONE);
  }
}
