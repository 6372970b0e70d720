// Where the sources are, whether this runs from them or from dist/: the fuzzer instruments what is written, not what was built. It only looks.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MARKER = join('hil-test', 'fuzz', 'instrument.ts');

/** The top of the checkout. */
export function repository(): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  for (let depth = 0; depth < 6; depth++) {
    if (existsSync(join(dir, MARKER))) return dir;
    dir = dirname(dir);
  }
  throw new Error(`hil-test/fuzz: no ${MARKER} above ${fileURLToPath(import.meta.url)}; run it from a whole checkout`);
}
