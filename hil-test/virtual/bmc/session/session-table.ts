// All sessions of one BMC, half-open ones included: numbering, the limit, idle eviction, lookup.
// Must never hold more than `sessionsMax`: a full BMC answers 01h, and that is a state a supervisor has to live with.
import { randomInt } from 'node:crypto';
import type { Clock } from '../../clock.js';
import type { SessionKeys } from '../wire/session-v20.js';
import type { BmcUser } from './privilege.js';
import type { RakpCodes } from './rakp.js';
import type { SequenceWindow } from './sequence-window.js';
import type { Suite } from './suites.js';

export interface Peer {
  readonly address: string;
  readonly port: number;
}

export interface OpenedSession {
  readonly phase: 'opened';
  readonly id: number;
  readonly consoleId: number;
  readonly suite: Suite;
  readonly peer: Peer;
  readonly requestedLevel: number;
}

export interface ChallengedSession extends Omit<OpenedSession, 'phase'> {
  readonly phase: 'challenged';
  readonly codes: RakpCodes;
  readonly rakp1: Buffer;
  readonly rakp2: Buffer;
  readonly user: BmcUser;
  readonly userId: number;
  readonly levelMax: number;
}

export interface ActiveSession extends Omit<ChallengedSession, 'phase'> {
  readonly phase: 'active';
  readonly keys: SessionKeys;
  readonly window: SequenceWindow;
  readonly handle: number;
  level: number;
  outboundSequence: number;
}

export type Session = OpenedSession | ChallengedSession | ActiveSession;

export class SessionTable {
  readonly max: number;
  readonly #clock: Clock;
  readonly #idleMs: number;
  readonly #sessions = new Map<number, { session: Session; usedMs: number }>();

  constructor(clock: Clock, max: number, idleMs: number) {
    this.#clock = clock;
    this.max = max;
    this.#idleMs = idleMs;
  }

  /** Room for one more? A console that repeats Open Session gets its own half-open place back, not another. */
  hasRoom(peer: Peer, consoleId: number): boolean {
    this.#evictIdle();
    for (const { session } of this.#sessions.values()) {
      const same =
        session.consoleId === consoleId && session.peer.address === peer.address && session.peer.port === peer.port;
      if (same && session.phase !== 'active') this.#sessions.delete(session.id);
    }
    return this.#sessions.size < this.max;
  }

  freshId(): number {
    for (;;) {
      const id = randomInt(1, 0xffff_ffff);
      if (!this.#sessions.has(id)) return id;
    }
  }

  freshHandle(): number {
    const taken = new Set(this.active().map((session) => session.handle));
    for (let handle = 1; ; handle++) if (!taken.has(handle)) return handle;
  }

  put(session: Session): void {
    this.#sessions.set(session.id, { session, usedMs: this.#clock.nowMs() });
  }

  get(id: number): Session | undefined {
    this.#evictIdle();
    return this.#sessions.get(id)?.session;
  }

  touch(session: Session): void {
    const entry = this.#sessions.get(session.id);
    if (entry !== undefined) entry.usedMs = this.#clock.nowMs();
  }

  remove(id: number): void {
    this.#sessions.delete(id);
  }

  clear(): void {
    this.#sessions.clear();
  }

  active(): readonly ActiveSession[] {
    this.#evictIdle();
    return [...this.#sessions.values()].flatMap(({ session }) => (session.phase === 'active' ? [session] : []));
  }

  /** Half-open places age like sessions do (§6.12.15), so whoever only ever opens locks others out that long. */
  #evictIdle(): void {
    const oldestMs = this.#clock.nowMs() - this.#idleMs;
    for (const [id, entry] of this.#sessions) if (entry.usedMs <= oldestMs) this.#sessions.delete(id);
  }
}
