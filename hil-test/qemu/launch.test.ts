// A launched program must die with its parent, however the parent dies. A Node process launches `sleep` and is killed.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { endedWithin, launchTiedToUs, tiedToParent } from './launch.js';

const hasSetpriv = spawnSync('setpriv', ['--version']).status === 0;
if (!hasSetpriv) console.log('launch.test: skipped, this machine has no setpriv (Debian package util-linux)');

/** Gone, or a zombie that nobody has collected yet. */
function isDead(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

async function deadWithin(pid: number, timeoutMs: number): Promise<boolean> {
  const until = performance.now() + timeoutMs;
  while (performance.now() < until) {
    if (isDead(pid)) return true;
    await delay(20);
  }
  return isDead(pid);
}

it.skipIf(!hasSetpriv)('dies with a parent that is killed', async () => {
  // The parent is plain JavaScript, because a child Node cannot load TypeScript; the command line is launch.ts's own.
  const command = JSON.stringify(tiedToParent('sleep', ['60']));
  const code = `const [file, ...args] = ${command};
    console.log(require('node:child_process').spawn(file, args, { stdio: 'ignore' }).pid);
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = Number(
    await new Promise<string>((line) => parent.stdout.once('data', (data: Buffer) => line(data.toString()))),
  );
  for (let tries = 0; tries < 250 && comm(pid) !== 'sleep'; tries++) await delay(20); // setpriv has become sleep
  expect(comm(pid)).toBe('sleep');
  parent.kill('SIGKILL');
  expect(await deadWithin(pid, 5_000)).toBe(true);
});

it.skipIf(!hasSetpriv)('says whether a program ended within a time', async () => {
  const child = launchTiedToUs('sleep', ['60'], '/dev/null');
  expect(await endedWithin(child, 50)).toBe(false);
  child.kill('SIGKILL');
  expect(await endedWithin(child, 5_000)).toBe(true);
  expect(await endedWithin(child, 0)).toBe(true);
});

function comm(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
