// One QEMU process behind a BMC's power and reset lines. Power off is a kill: like a pulled plug, nothing is written back.
// It must never leave a QEMU behind (launch.ts ties it to this process), and never let a frozen QEMU block a reset.
import type { ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Machine, PowerAction, RestartCause } from '#hil-test/virtual/bmc/machine.js';
import { freePorts } from './free-port.js';
import { endedWithin, launchTiedToUs } from './launch.js';
import type { NodeDisks } from './provision.js';
import { qmpExecute } from './qmp.js';

export type QemuMachineOptions = {
  readonly name: string;
  /** Sockets and logs. A Unix socket's path is at most 107 bytes, so this one must be short. */
  readonly dir: string;
  readonly disks: NodeDisks;
  /** What the bench should be told: power actions as they happen, and anything that went wrong with one. */
  readonly report: (event: PowerEvent) => void;
  readonly offDwellMs?: number;
  readonly memoryMib?: number;
};
export type PowerEvent =
  | { readonly kind: 'action'; readonly action: PowerAction; readonly cause: RestartCause }
  | { readonly kind: 'ended'; readonly how: string }
  | { readonly kind: 'trouble'; readonly action: PowerAction; readonly reason: string };

/** Has AES instructions and no AVX: emulating AVX makes copying a bundle over SSH cost half as much again. */
const CPU_MODEL = 'Westmere';
const KILL_TIMEOUT_MS = 5_000;
const QMP_TIMEOUT_MS = 3_000;
/** A BMC that asks faster than QEMU acts is a fault of the bench; real lines have no queue at all. */
const MAX_WAITING_ACTIONS = 16;

export class QemuMachine implements Machine {
  readonly sshPort: number;
  readonly healthPort: number;
  readonly hostKey: string;
  readonly consoleFile: string;
  readonly #options: QemuMachineOptions;
  readonly #qmpSocket: string;
  #process: ChildProcess | undefined;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();
  #stopped = false;

  static async create(options: QemuMachineOptions): Promise<QemuMachine> {
    const [sshPort, healthPort] = await freePorts(2);
    if (sshPort === undefined || healthPort === undefined) throw new Error('no free ports on loopback');
    return new QemuMachine(options, sshPort, healthPort);
  }

  private constructor(options: QemuMachineOptions, sshPort: number, healthPort: number) {
    this.#options = options;
    this.sshPort = sshPort;
    this.healthPort = healthPort;
    this.hostKey = options.disks.hostKey;
    this.consoleFile = join(options.dir, 'console.log');
    this.#qmpSocket = join(options.dir, 'qmp.sock');
    if (Buffer.byteLength(this.#qmpSocket) > 107)
      throw new Error(`${this.#qmpSocket} is too long for a Unix socket; use a shorter directory`);
  }

  isOn(): boolean {
    return this.#process !== undefined;
  }

  /** The pid of the running QEMU, for tests that freeze it (SIGSTOP). */
  pid(): number | undefined {
    return this.#process?.pid;
  }

  power(action: PowerAction, cause: RestartCause): void {
    if (this.#stopped) return;
    if (this.#waiting >= MAX_WAITING_ACTIONS) {
      this.#options.report({
        kind: 'trouble',
        action,
        reason: `${this.#waiting} actions wait already; this one is dropped`,
      });
      return;
    }
    this.#waiting++;
    this.#last = this.#last.then(async () => {
      this.#options.report({ kind: 'action', action, cause });
      try {
        if (!this.#stopped) await this.#carryOut(action);
      } catch (error) {
        this.#options.report({
          kind: 'trouble',
          action,
          reason: error instanceof Error ? error.message : String(error),
        });
      } finally {
        this.#waiting--;
      }
    });
  }

  /** The last lines the node wrote to its serial console. */
  async consoleTail(lines: number): Promise<readonly string[]> {
    const file = await open(this.consoleFile, 'r');
    try {
      const { size } = await file.stat();
      const buffer = Buffer.alloc(Math.min(size, 65_536));
      await file.read(buffer, 0, buffer.length, size - buffer.length);
      return buffer
        .toString('utf8')
        .split(/\r?\n/)
        .slice(-lines - 1);
    } finally {
      await file.close();
    }
  }

  /** Ends QEMU for good. Waits for an action that is under way; those behind it are dropped. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#last;
    await this.#kill();
  }

  async #carryOut(action: PowerAction): Promise<void> {
    if (action === 'on') return this.#start();
    if (!this.isOn()) return; // nothing hangs on these lines while the machine is off
    switch (action) {
      case 'off':
        return this.#kill();
      case 'cycle':
        return this.#cycle();
      case 'reset':
        return this.#reset();
      case 'soft':
        return qmpExecute(this.#qmpSocket, 'system_powerdown', QMP_TIMEOUT_MS);
      case 'diag':
        return qmpExecute(this.#qmpSocket, 'inject-nmi', QMP_TIMEOUT_MS);
    }
  }

  async #cycle(): Promise<void> {
    await this.#kill();
    await delay(this.#options.offDwellMs ?? 1_000);
    this.#start();
  }

  /** The reset line of a real board works on a frozen machine too: if QEMU does not answer, it is replaced. */
  async #reset(): Promise<void> {
    try {
      await qmpExecute(this.#qmpSocket, 'system_reset', QMP_TIMEOUT_MS);
    } catch {
      await this.#kill();
      this.#start();
    }
  }

  #start(): void {
    if (this.isOn() || this.#stopped) return;
    const child = launchTiedToUs('qemu-system-x86_64', this.#arguments(), join(this.#options.dir, 'qemu.log'));
    this.#process = child;
    child.once('error', (error) => this.#ended(child, error.message));
    child.once('exit', (code, signal) => this.#ended(child, signal ?? `exit code ${code}`));
  }

  #ended(child: ChildProcess, how: string): void {
    if (this.#process !== child) return;
    this.#process = undefined;
    this.#options.report({ kind: 'ended', how });
  }

  async #kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    child.kill('SIGKILL');
    if (!(await endedWithin(child, KILL_TIMEOUT_MS))) {
      throw new Error(
        `QEMU (pid ${child.pid}) of ${this.#options.name} is still there ${KILL_TIMEOUT_MS} ms after SIGKILL`,
      );
    }
  }

  #arguments(): readonly string[] {
    const { name, disks, memoryMib = 176 } = this.#options;
    const forwards = `hostfwd=tcp:127.0.0.1:${this.sshPort}-:22,hostfwd=tcp:127.0.0.1:${this.healthPort}-:8080`;
    return [
      ...[
        '-name',
        name,
        '-machine',
        'q35',
        '-accel',
        'tcg,tb-size=48',
        '-cpu',
        CPU_MODEL,
        '-smp',
        '1',
        '-m',
        String(memoryMib),
      ],
      ...['-nodefaults', '-no-user-config', '-display', 'none', '-boot', 'order=c'],
      ...['-drive', `file=${comma(disks.system)},format=raw,if=virtio,cache=writeback`],
      ...['-drive', `file=${comma(disks.data)},format=raw,if=virtio,cache=writeback`],
      // restrict=on: the node reaches nothing outside; only the two forwarded ports reach it.
      ...['-nic', `user,model=virtio-net-pci,restrict=on,${forwards}`],
      ...['-smbios', `type=1,serial=${name}`],
      ...['-chardev', `file,id=serial,path=${comma(this.consoleFile)},append=on`, '-serial', 'chardev:serial'],
      ...['-qmp', `unix:${comma(this.#qmpSocket)},server=on,wait=off`],
    ];
  }
}

/** QEMU's options split at commas; a doubled one stands for itself. */
function comma(path: string): string {
  return path.replaceAll(',', ',,');
}
