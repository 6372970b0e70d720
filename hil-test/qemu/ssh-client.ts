// Logs in to a node with the system's own ssh client: pinned host key, key login, a deadline on everything.
// For checking the bench itself by hand; it must never stand in for the adapter that the supervisor uses.
import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProgramResult } from './program.js';
import { runProgram } from './program.js';

export type SshTarget = {
  readonly port: number;
  readonly hostKey: string;
  readonly keyFile: string;
  readonly knownHostsFile: string;
};

export async function pinHostKey(target: SshTarget): Promise<void> {
  await writeFile(target.knownHostsFile, `[127.0.0.1]:${target.port} ${target.hostKey}\n`);
}

function sshOptions(target: SshTarget): readonly string[] {
  const settings = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${target.knownHostsFile}`,
    'IdentitiesOnly=yes',
    'ConnectTimeout=4',
    'ServerAliveInterval=2',
    'ServerAliveCountMax=3',
    'LogLevel=ERROR',
  ];
  return ['-F', 'none', '-i', target.keyFile, ...settings.flatMap((setting) => ['-o', setting])];
}

export function onNode(target: SshTarget, command: string, timeoutMs = 60_000): Promise<ProgramResult> {
  return runProgram('ssh', [...sshOptions(target), '-p', String(target.port), 'root@127.0.0.1', command], {
    timeoutMs,
  });
}

export function copyToNode(target: SshTarget, file: string, to: string): Promise<ProgramResult> {
  const remote = `root@127.0.0.1:${to}`;
  return runProgram('scp', ['-q', ...sshOptions(target), '-P', String(target.port), file, remote], {
    timeoutMs: 120_000,
  });
}

/** Waits for a boot other than the given one and returns its id. */
export async function waitForBoot(
  target: SshTarget,
  previousBootId: string | undefined,
  timeoutMs: number,
): Promise<string> {
  const until = performance.now() + timeoutMs;
  while (performance.now() < until) {
    const { code, stdout } = await onNode(target, 'cat /proc/sys/kernel/random/boot_id', 8_000);
    const bootId = stdout.trim();
    if (code === 0 && bootId !== '' && bootId !== previousBootId) return bootId;
    await delay(300);
  }
  throw new Error(`no new boot within ${timeoutMs / 1000} s; look at the node's console.log`);
}
