// Runs the built programs as people run them: real processes with their output, exit code, and an environment with nothing in it but PATH.
// Every run is bounded; nothing is left behind.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const PROGRAM_MAX_MS = 60_000;

/** `daemon/main.js`, `tools/rackctl/main.js`: as built. */
export function built(program: string): string {
  const path = join(dirname(fileURLToPath(import.meta.url)), '../../dist', program);
  if (!existsSync(path)) throw new Error(`${path} is not built: run \`npm run build\` first.`);
  return path;
}

export function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [built(program), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), PROGRAM_MAX_MS);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
  });
}
