// Builds the bench's images (or finds them in the cache) and says what is in them.
// It must never hand out an image whose description does not parse: staging is checked against these digests.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { imageScripts } from './image-scripts.js';

const digest = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.int().positive() });
const description = z.strictObject({
  version: z.string().min(1),
  compatible: z.string().min(1),
  /** The file that is copied to a node. */
  bundle: digest,
  /** What the slot device holds after installation, counted from its first byte. */
  slot: digest,
});
const index = z.strictObject({ base: z.string(), images: z.array(description).min(1) });

export type ImageDescription = z.infer<typeof description>;
export type BenchImage = ImageDescription & { readonly bundleFile: string };
export type ImageSet = {
  readonly dir: string;
  /** The disk that every node starts from; v1 in both slots. Read-only. */
  readonly baseDisk: string;
  readonly image: (version: string) => BenchImage;
};

const BUILD_TIMEOUT_MS = 15 * 60_000;

export async function buildImages(): Promise<ImageSet> {
  const dir = await runBuild();
  const { base, images } = index.parse(JSON.parse(await readFile(join(dir, 'index.json'), 'utf8')));
  return {
    dir,
    baseDisk: join(dir, base),
    image: (version) => {
      const found = images.find((image) => image.version === version);
      if (found === undefined) {
        throw new Error(`no image ${version} in ${dir}; there are ${images.map((image) => image.version).join(', ')}`);
      }
      return { ...found, bundleFile: join(dir, `${version}.raucb`) };
    },
  };
}

/** The script's progress goes to our stderr as it comes: a first build takes half a minute and should be seen. */
function runBuild(): Promise<string> {
  return new Promise((resolve, reject) => {
    const script = join(imageScripts, 'build.sh');
    const build = spawn(script, [], { stdio: ['ignore', 'pipe', 'inherit'], timeout: BUILD_TIMEOUT_MS });
    let stdout = '';
    build.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    build.on('error', reject);
    build.on('close', (code, signal) => {
      if (code === 0) resolve(stdout.trim());
      else reject(new Error(`building the images failed (${signal ?? `exit code ${code}`}); the reason is above`));
    });
  });
}
