// A BMC on loopback and a way to run a foreign console against it: programs are looked for, passwords go through files.
// Must never put a password into argv or the environment, or let a program outlive its test.
import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ManualClock, manualClock } from '../../clock.js';
import { VirtualBmc } from '../bmc.js';
import { RecordingMachine, TEST_USERS } from '../test-bench.js';

export interface Ran {
  readonly code: number | string;
  readonly out: string;
  readonly err: string;
}

export interface ConformanceBench {
  readonly bmc: VirtualBmc;
  readonly clock: ManualClock;
  readonly machine: RecordingMachine;
  readonly port: number;
  /** A private folder; `password.<user>` holds a password, `freeipmi.<user>` a freeipmi configuration. */
  readonly folder: string;
  close(): Promise<void>;
}

const PLACES = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/bin', '/sbin'];
const RUN_MS_MAX = 25_000;

/** The program's path, or undefined with the reason printed: a skipped test says why. */
export function findProgram(name: string, debianPackage: string): string | undefined {
  for (const place of PLACES) {
    try {
      accessSync(join(place, name), constants.X_OK);
      return join(place, name);
    } catch {
      // not there: look on
    }
  }
  process.stderr.write(`skipped: ${name} is not installed here (Debian package ${debianPackage})\n`);
  return undefined;
}

export async function conformanceBench(): Promise<ConformanceBench> {
  const clock = manualClock();
  const machine = new RecordingMachine();
  const bmc = new VirtualBmc({ name: 'conformance', host: '127.0.0.1', port: 0, users: TEST_USERS, machine, clock });
  const { port } = await bmc.listen();
  const folder = mkdtempSync(join(tmpdir(), 'virtual-bmc-'));
  for (const { name, password } of TEST_USERS) {
    writeFileSync(join(folder, `password.${name}`), password, { mode: 0o600 });
    const lines = ['driver-type LAN_2_0', `username ${name}`, `password ${password}`, ''];
    writeFileSync(join(folder, `freeipmi.${name}`), lines.join('\n'), { mode: 0o600 });
  }
  return {
    bmc,
    clock,
    machine,
    port,
    folder,
    async close() {
      await bmc.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function runProgram(program: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { PATH: PLACES.join(':'), LANG: 'C', TZ: 'UTC' };
    execFile(program, [...args], { env, timeout: RUN_MS_MAX, killSignal: 'SIGKILL' }, (error, out, err) => {
      resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? 'killed'), out, err });
    });
  });
}
