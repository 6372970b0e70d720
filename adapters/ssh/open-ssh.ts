// One node's SSH: keeps one connection, connects on demand, runs at most eight commands at once on it.
// A command that was sent is never sent again; only one that certainly was not goes out anew, on a fresh connection (rule 9).
import { type FileHandle, open } from 'node:fs/promises';
import { type Command, type CommandResult, type Input, runCommand } from './command.js';
import { type Connected, type Connection, connect, nameOf } from './connection.js';
import type { ExecOptions, ExecResult, Ssh, SshTarget } from './contract.js';
import { parseHostKey } from './host-key.js';
import { quote, type ShellScript } from './shell-line.js';
import { type Entry, Turnstile } from './turnstile.js';

/** Under sshd's MaxSessions of 10. */
const COMMANDS_AT_ONCE = 8;
const COMMANDS_WAITING_MAX = 64;
const OUTPUT_MAX_BYTES = 1024 * 1024;
/** setTimeout takes no more. */
const DEADLINE_MAX_MS = 2 ** 31 - 1;

/** Throws for a target without a usable pinned host key: a connection that cannot be verified is never tried. */
export function openSsh(target: SshTarget): Ssh {
  return new OnDemandSsh(target);
}

class OnDemandSsh implements Ssh {
  readonly #target: SshTarget;
  readonly #name: string;
  readonly #pins: readonly Buffer[];
  readonly #turnstile = new Turnstile(COMMANDS_AT_ONCE, COMMANDS_WAITING_MAX);
  #connection: Connection | undefined;
  #connecting: Promise<Connected> | undefined;
  #running = 0;
  readonly #closing = new AbortController();

  constructor(target: SshTarget) {
    if (target.hostKeys.length === 0)
      throw new Error(`${nameOf(target)} has no pinned host key: its SSH cannot be trusted.`);
    this.#target = target;
    this.#name = nameOf(target);
    this.#pins = target.hostKeys.map(parseHostKey);
  }

  exec(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return this.#run(quote(argv), options);
  }

  shell(script: ShellScript, options: ExecOptions): Promise<ExecResult> {
    return this.#run(script.line, options);
  }

  async pipe(file: string, argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    const line = quote(argv);
    let handle: FileHandle | undefined;
    try {
      handle = await open(file);
      const stat = await handle.stat();
      if (!stat.isFile()) return this.#strange(`${file} is not a file and cannot be sent`);
      return await this.#run(line, options, { path: file, handle, size: stat.size });
    } catch (error) {
      if (handle !== undefined) throw error;
      return this.#strange(`${file} cannot be read here (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
    } finally {
      await handle?.close();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#turnstile.close();
    await this.#connecting;
    await this.#connection?.end();
  }

  async #run(line: string, options: ExecOptions, input?: Input): Promise<ExecResult> {
    const { deadlineMs, outputMaxBytes = OUTPUT_MAX_BYTES } = options;
    if (!(deadlineMs > 0 && deadlineMs <= DEADLINE_MAX_MS)) throw new Error(`A deadline of ${deadlineMs} ms is none.`);
    const until = performance.now() + deadlineMs;
    const entry = await this.#turnstile.enter(deadlineMs);
    if (entry.kind !== 'in') return this.#sentAway(entry);
    try {
      const base = { name: this.#name, line, outputMaxBytes, ...(input === undefined ? {} : { input }) };
      let notSent: ExecResult = this.#silent(`no connection within ${deadlineMs} ms`);
      // Twice at most: a kept connection may turn out dead or full, a fresh one that does is an answer.
      for (let tries = 0; tries < 2; tries++) {
        const wasKept = this.#connection?.isAlive() === true;
        const connected = await this.#connected(until);
        if (connected.kind !== 'connected') return connected;
        const remainingMs = Math.ceil(until - performance.now());
        if (remainingMs <= 0) return notSent;
        const result = await this.#runOn(connected.connection, { ...base, deadlineMs: remainingMs });
        if (result.kind !== 'not-sent') return result;
        notSent = { kind: result.as, text: result.text };
        if (!wasKept || performance.now() >= until) break;
      }
      return notSent;
    } finally {
      entry.leave();
    }
  }

  async #runOn(connection: Connection, command: Command): Promise<CommandResult> {
    this.#running++;
    try {
      return await runCommand(connection, command, () => this.#running === 1);
    } finally {
      this.#running--;
    }
  }

  /** Everybody who needs a connection while one is being made waits for the same one, each no longer than its own deadline. */
  async #connected(until: number): Promise<Connected> {
    if (this.#closing.signal.aborted) return this.#silent('the connection was closed by Farside');
    if (this.#connection?.isAlive() === true) return { kind: 'connected', connection: this.#connection };
    this.#connecting ??= connect(this.#target, this.#pins, this.#closing.signal).then((connected) => {
      this.#connecting = undefined;
      this.#connection = connected.kind === 'connected' ? connected.connection : undefined;
      return connected;
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Connected>((resolve) => {
      const waitMs = Math.max(0, until - performance.now());
      timer = setTimeout(() => resolve(this.#silent('no connection before the deadline')), waitMs);
    });
    const connected = await Promise.race([this.#connecting, late]);
    clearTimeout(timer);
    return connected;
  }

  #sentAway(entry: Exclude<Entry, { kind: 'in' }>): ExecResult {
    switch (entry.kind) {
      case 'closed':
        return this.#silent('the connection was closed by Farside');
      case 'full':
        return this.#strange(`${COMMANDS_AT_ONCE} commands run and ${COMMANDS_WAITING_MAX} wait already`);
      case 'late':
        return this.#strange(
          `its turn did not come before the deadline, with ${COMMANDS_AT_ONCE} other commands running`,
        );
    }
  }

  #silent(text: string): { kind: 'silent'; text: string } {
    return { kind: 'silent', text: `${this.#name}: ${text}; nothing was sent.` };
  }

  /** Our own queue or file at fault: not evidence of silence, so it must not be read as such (rule 8). */
  #strange(text: string): { kind: 'strange'; text: string } {
    return { kind: 'strange', text: `${this.#name}: ${text}; nothing was sent.` };
  }
}
