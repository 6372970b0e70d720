// Starts a program that cannot outlive us, however we end: the kernel kills it when its parent dies (prctl PR_SET_PDEATHSIG,
// through util-linux's setpriv, which then becomes the program: the pid stays). Output goes to a log file.
// It must never start a program without that tie: a QEMU that lingers holds its ports and disks.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

export function tiedToParent(program: string, args: readonly string[]): readonly string[] {
  return ['setpriv', '--pdeathsig', 'KILL', '--', program, ...args];
}

export function launchTiedToUs(program: string, args: readonly string[], logFile: string): ChildProcess {
  const log = openSync(logFile, 'a', 0o600);
  try {
    const [file = '', ...rest] = tiedToParent(program, args);
    return spawn(file, rest, { stdio: ['ignore', log, log] });
  } finally {
    closeSync(log);
  }
}

/** Resolves true when the process has ended, false when it has not within the time. */
export function endedWithin(child: ChildProcess, timeoutMs: number): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(true);
  return new Promise((resolve) => {
    const onEnd = () => {
      clearTimeout(timer);
      resolve(true);
    };
    const timer = setTimeout(() => {
      child.off('exit', onEnd);
      resolve(false);
    }, timeoutMs);
    child.once('exit', onEnd);
  });
}
