// Where the checkout is, whether this runs from the sources or from dist/: benches need files that are not built. It only looks.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Not built, and in no other tree. */
const MARKER = join('hil-test', 'qemu', 'images', 'build.sh');
const LEVELS_MAX = 6;

function find(): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  for (let depth = 0; depth < LEVELS_MAX; depth += 1) {
    if (existsSync(join(dir, MARKER))) return dir;
    dir = dirname(dir);
  }
  throw new Error(`hil-test: no ${MARKER} above ${fileURLToPath(import.meta.url)}; run it from a whole checkout`);
}

export const TOP: string = find();
