// Which Debian packages of the bench are missing, and the one apt-get line that installs them.
// It must never install anything itself: that is for whoever owns the machine.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './program.js';
import { imageScripts } from './image-scripts.js';

/** packages.txt is shared with the image scripts, whose cache key holds these packages' versions. */
async function neededPackages(): Promise<readonly string[]> {
  const text = await readFile(join(imageScripts, 'packages.txt'), 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

/** dpkg-query lists what it knows and fails for the rest; a machine without dpkg misses everything. */
export function missingFrom(needed: readonly string[], dpkgOutput: string): readonly string[] {
  const installed = new Set<string>();
  for (const line of dpkgOutput.split('\n')) {
    const [name, status] = line.split(' ');
    if (name !== undefined && status === 'installed') installed.add(name);
  }
  return needed.filter((name) => !installed.has(name));
}

export async function missingPackages(): Promise<readonly string[]> {
  const needed = await neededPackages();
  const format = '${Package} ${db:Status-Status}\n';
  const { stdout } = await runProgram('dpkg-query', ['-W', '-f', format, ...needed], { timeoutMs: 10_000 });
  return missingFrom(needed, stdout);
}

export function installLine(missing: readonly string[]): string {
  return `apt-get install --no-install-recommends ${missing.join(' ')}`;
}
