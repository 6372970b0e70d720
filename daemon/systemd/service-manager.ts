// Tells systemd how rackd is (sd_notify(3)): ready, still well, ending. Node has no Unix datagram sockets, so systemd-notify(1) says it; the
// unit needs NotifyAccess=all for that. Without NOTIFY_SOCKET all of it does nothing. The watchdog is fed only while the core says that it
// can do its work: a rackd that hangs is restarted, and one that cannot write its log is too.
import { execFile } from 'node:child_process';
import type { Logger } from 'pino';

export interface ServiceManagerOptions {
  /** Log writable, loop ticking. Asked before each sign of life. */
  readonly healthy: () => boolean;
  readonly log: Pick<Logger, 'warn'>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly command?: string;
  readonly pid?: number;
}

const NOTIFY_MS = 5000;
/** systemd asks for a sign of life at half of its time-out; at a third, one may get lost. */
const SIGNS_PER_TIMEOUT = 3;

/** The period of signs of life in ms; undefined where systemd wants none, or wants them of another process (sd_watchdog_enabled(3)). */
function watchdogPeriodMs(environment: Readonly<Record<string, string | undefined>>, pid: number): number | undefined {
  const { WATCHDOG_USEC: timeout, WATCHDOG_PID: whose } = environment;
  if (timeout === undefined || !/^[1-9]\d{0,15}$/.test(timeout)) return undefined;
  if (whose !== undefined && whose !== String(pid)) return undefined;
  return Math.max(1, Math.floor(Number(timeout) / 1000 / SIGNS_PER_TIMEOUT));
}

export class ServiceManager {
  readonly #healthy: () => boolean;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #command: string;
  readonly #pid: number;
  readonly #socket: string | undefined;
  readonly #periodMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #underWay = false;
  #warned = false;

  constructor(options: ServiceManagerOptions) {
    const environment = options.environment ?? process.env;
    this.#healthy = options.healthy;
    this.#log = options.log;
    this.#command = options.command ?? 'systemd-notify';
    this.#pid = options.pid ?? process.pid;
    this.#socket = environment['NOTIFY_SOCKET'] || undefined;
    this.#periodMs = watchdogPeriodMs(environment, this.#pid);
  }

  ready(): void {
    if (this.#socket === undefined) return;
    this.#notify(['READY=1', `MAINPID=${this.#pid}`]);
    if (this.#periodMs === undefined || this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#signOfLife(), this.#periodMs);
    this.#timer.unref();
  }

  stopping(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#notify(['STOPPING=1']);
  }

  #signOfLife(): void {
    let well = false;
    try {
      well = this.#healthy();
    } catch (error) {
      this.#log.warn({ err: error }, 'asking for health failed: systemd gets no sign of life');
    }
    // One process at a time: a slow machine must not fill up with them.
    if (well && !this.#underWay) this.#notify(['WATCHDOG=1']);
  }

  #notify(words: readonly string[]): void {
    if (this.#socket === undefined) return;
    this.#underWay = true;
    const env = { NOTIFY_SOCKET: this.#socket, PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
    execFile(this.#command, [...words], { env, timeout: NOTIFY_MS, windowsHide: true }, (error) => {
      this.#underWay = false;
      if (error === null || this.#warned) return;
      this.#warned = true;
      this.#log.warn(
        { err: error },
        `systemd could not be told ${words.join(' ')}: is ${this.#command} installed, and NotifyAccess=all in the unit?`,
      );
    });
  }
}
