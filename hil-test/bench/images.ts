// Images for a bench: made for the virtual rack, then given Farside's signed manifest, in a folder that rackd takes as its image store.
import { createPrivateKey } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { signManifest } from '#adapters/images/sign-manifest.js';
import type { Digest } from '#safety/vocabulary/names.js';
import { type ImageOptions, makeImage } from '../virtual/images.js';

export interface BenchImage {
  readonly digest: Digest;
  readonly version: string;
  readonly path: string;
}

export class BenchImages {
  readonly dir: string;
  readonly publicKeyFile: string;
  readonly #keyFile: string;

  constructor(dir: string, key: { readonly privateKey: string; readonly publicKey: string }) {
    this.dir = dir;
    this.publicKeyFile = key.publicKey;
    this.#keyFile = key.privateKey;
  }

  async make(options: Omit<ImageOptions, 'dir'>): Promise<BenchImage> {
    const { path, version, compatible, bundle, content } = await makeImage({ ...options, dir: this.dir });
    const manifest = await signManifest(createPrivateKey(await readFile(this.#keyFile)), {
      farside: 'image/v1',
      version,
      compatible,
      bundle: { file: basename(path), ...bundle },
      content,
    });
    await writeFile(`${path}.manifest`, manifest);
    return { digest: `sha256:${bundle.sha256}`, version, path };
  }
}
