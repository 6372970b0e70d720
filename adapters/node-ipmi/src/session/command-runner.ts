// Runs one command on the session: opens or reopens it, sends, and turns what came of it into one of the four results.
// Must never repeat what is not repeatable, and never say `failed` once a packet of the command has left.

import { describeCompletion, hexByte, isIndeterminate } from '../completion-codes.js';
import type { Command } from '../commands/command.js';
import { getDeviceId } from '../commands/get-device-id.js';
import type { Settings } from '../options.js';
import type { IpmiResult } from '../result.js';
import { done, failed, unknown } from '../result.js';
import { WireError } from '../wire/wire-error.js';
import { openSession } from './open.js';
import type { Exchange, RawRequest, Session } from './session.js';

/** How recent an answer has to be for a session to carry a command that can be sent only once. */
const PROVEN_WITHIN_MS = 1_000;

export class CommandRunner {
  readonly where: string;
  readonly #settings: Settings;
  readonly #abort = new AbortController();
  #session: Session | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #looked = false;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.where = `BMC ${settings.host} port ${settings.port}`;
  }

  /** The caller's queue sees to it that one run is over before the next begins. */
  async run<Request, Response>(command: Command<Request, Response>, request: Request): Promise<IpmiResult<Response>> {
    clearTimeout(this.#idleTimer);
    try {
      const { netFn } = command;
      const raw = { netFn, command: command.command, data: command.encode(request) };
      return this.#judge(command, await (command.repeatable ? this.#repeatedly(raw) : this.#once(raw)));
    } catch (error) {
      // Only encode throws this: the request itself can't be sent.
      if (error instanceof WireError)
        return failed(`${this.where}: ${command.name}: ${error.message}; nothing was sent`);
      throw error;
    } finally {
      this.#startIdleTimer();
    }
  }

  /** From here on nothing is sent but the Close Session of giveBack. */
  abort(): void {
    this.#abort.abort();
  }

  async giveBack(): Promise<void> {
    clearTimeout(this.#idleTimer);
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }

  /** On a session that the BMC may have forgotten, silence is followed by one fresh session and one more round. */
  async #repeatedly(raw: RawRequest): Promise<Exchange> {
    const held = await this.#usableSession();
    if (held !== undefined) {
      const exchange = await held.exchange(raw, this.#settings.waitsMs);
      if (exchange.kind === 'answered') return exchange;
      await this.giveBack();
      const again = await this.#onFreshSession(raw, this.#settings.waitsMs);
      return again.kind === 'not-sent' && exchange.kind === 'silent' ? exchange : again;
    }
    return await this.#onFreshSession(raw, this.#settings.waitsMs);
  }

  /**
   * One packet, and one wait as long as all those of a repeatable command. Before it, the session has to be proven alive: on one
   * that the BMC has forgotten, the order would be lost and nobody could tell whether it was.
   */
  async #once(raw: RawRequest): Promise<Exchange> {
    const totalMs = this.#settings.waitsMs.reduce((sum, waitMs) => sum + waitMs, 0);
    const held = await this.#usableSession();
    if (held === undefined) return await this.#onFreshSession(raw, [totalMs]);
    if (performance.now() - held.lastAnswerAtMs > PROVEN_WITHIN_MS) {
      const { netFn, command } = getDeviceId;
      const proof = await this.#repeatedly({ netFn, command, data: getDeviceId.encode() });
      if (proof.kind === 'silent') return { kind: 'not-sent', text: 'the BMC does not answer Get Device ID' };
      if (proof.kind === 'not-sent') return proof;
    }
    const proven = this.#session;
    if (proven === undefined) return { kind: 'not-sent', text: 'the session is gone' };
    return await this.#on(proven, raw, [totalMs]);
  }

  async #onFreshSession(raw: RawRequest, waitsMs: readonly number[]): Promise<Exchange> {
    if (this.#abort.signal.aborted) return { kind: 'not-sent', text: 'closed by the caller' };
    const opened = await openSession(this.#settings, !this.#looked, this.#abort.signal);
    this.#looked = true;
    if (opened.kind === 'failed') return { kind: 'not-sent', text: opened.text };
    this.#session = opened.session;
    return await this.#on(opened.session, raw, waitsMs);
  }

  /** A session on which something stayed unanswered is in doubt: it is given back, so that the next command starts clean. */
  async #on(session: Session, raw: RawRequest, waitsMs: readonly number[]): Promise<Exchange> {
    const exchange = await session.exchange(raw, waitsMs);
    if (exchange.kind !== 'answered') await this.giveBack();
    return exchange;
  }

  async #usableSession(): Promise<Session | undefined> {
    const session = this.#session;
    if (session === undefined) return undefined;
    const idleMs = performance.now() - session.lastAnswerAtMs;
    if (!session.spent && idleMs < this.#settings.idleMs) return session;
    await this.giveBack();
    return undefined;
  }

  #judge<Response>(command: Command<never, Response>, exchange: Exchange): IpmiResult<Response> {
    const what = `${this.where}: ${command.name}`;
    const closed = this.#abort.signal.aborted ? ' (closed by the caller)' : '';
    if (exchange.kind === 'not-sent') return failed(`${what} was not sent: ${exchange.text}`);
    if (exchange.kind === 'silent')
      return unknown(`${what} was sent and not answered${closed}; whether it was carried out is not known`);
    const { completionCode, data } = exchange;
    if (completionCode !== 0) {
      const { code, name, text } = describeCompletion(completionCode, command.completionCodes);
      const full = `${what}: ${text} (${hexByte(code)})`;
      return isIndeterminate(code)
        ? unknown(`${full}; it may have been carried out`)
        : { kind: 'refused', code, name, text: full };
    }
    try {
      return done(command.decode(data));
    } catch (error) {
      if (error instanceof WireError)
        return unknown(`${what} was answered with something unreadable: ${error.message}`);
      throw error;
    }
  }

  #startIdleTimer(): void {
    if (this.#session === undefined) return;
    // A slot at the BMC is scarce (ipmi_sim has 63, many have 4): it is not held while nobody uses it.
    this.#idleTimer = setTimeout(() => void this.giveBack(), this.#settings.idleMs);
    this.#idleTimer.unref();
  }
}
