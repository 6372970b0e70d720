// A small copy of the house in a temporary folder, with violations planted in it: the real configurations run over it, and the test sees
// whether they bite. Must never plant anything in the real tree, where others run the same checks.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const TOP = fileURLToPath(new URL('..', import.meta.url));

/** What the tools read about the house: copied, so that they are the real ones. */
const COPIED = [
  'package.json',
  'tsconfig.json',
  'adapters/node-ipmi/package.json',
  'adapters/node-ipmi/tsconfig.json',
  '.config/dependency-cruiser.cjs',
  '.config/eslint.config.js',
];
const RUN_MAX_MS = 120_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `files` by path; the tree is gone when `use` ends, however it ends. */
export async function withPlantedTree<T>(
  files: Readonly<Record<string, string>>,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'farside-planted-'));
  try {
    for (const path of COPIED) await cp(join(TOP, path), join(directory, path), { recursive: true });
    await symlink(join(TOP, 'node_modules'), join(directory, 'node_modules'));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), text);
    }
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Runs one of the installed programs as npm would. A non-zero exit is an answer. */
export function runTool(script: string, args: readonly string[], directory: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [join(TOP, 'node_modules', script), ...args],
      { cwd: directory, timeout: RUN_MAX_MS, maxBuffer: OUTPUT_BYTES_MAX },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code === 'number') resolve({ code, stdout, stderr });
        else reject(new Error(`${script} did not end by itself: ${error?.message ?? ''}`));
      },
    );
  });
}
