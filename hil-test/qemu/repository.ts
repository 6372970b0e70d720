// Where the bench's static files and its cache are, whether this code runs from its source or from dist/.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MARKER = join('hil-test', 'qemu', 'images', 'build.sh');

function findRoot(): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  for (let depth = 0; depth < 6; depth++) {
    if (existsSync(join(dir, MARKER))) return dir;
    dir = dirname(dir);
  }
  throw new Error(`hil-test/qemu: no ${MARKER} above ${fileURLToPath(import.meta.url)}; run it from a whole checkout`);
}

export const imageScripts: string = dirname(join(findRoot(), MARKER));
