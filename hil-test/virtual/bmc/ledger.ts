// An independent witness: everything that changed the BMC or its machine, with its model time and who asked.
// Tests compare it with what a supervisor claims to have done. Must never be read by the BMC itself.
import type { Clock } from '../clock.js';
import type { PowerAction, RestartCause } from './machine.js';

export type LedgerChange =
  | { readonly what: 'power'; readonly action: PowerAction; readonly cause: RestartCause }
  | { readonly what: 'power-not-possible'; readonly action: PowerAction; readonly cause: RestartCause }
  | {
      readonly what: 'watchdog-set';
      readonly use: number;
      readonly action: string;
      readonly countdownMs: number;
      readonly running: boolean;
    }
  | { readonly what: 'watchdog-started'; readonly countdownMs: number }
  | { readonly what: 'watchdog-expired'; readonly use: number; readonly action: string }
  | { readonly what: 'watchdog-suppressed'; readonly fault: 'watchdogNeverFires' | 'watchdogForgetsSet' }
  | { readonly what: 'boot-option-set'; readonly parameter: number; readonly data: string }
  | { readonly what: 'boot-flags-invalidated'; readonly why: string }
  | { readonly what: 'boot-flags-consumed'; readonly device: string }
  | { readonly what: 'host-restarted'; readonly cause: RestartCause }
  | { readonly what: 'restore-policy-set'; readonly policy: string }
  | { readonly what: 'identify'; readonly forMs: number | 'until-told' }
  | { readonly what: 'sel-added'; readonly recordId: number }
  | { readonly what: 'sel-cleared' }
  | { readonly what: 'sel-time-set'; readonly epochS: number }
  | { readonly what: 'session-opened'; readonly suite: number }
  | { readonly what: 'session-closed' }
  | { readonly what: 'bmc-restarted'; readonly kind: 'cold' | 'warm' };

/** A user's name, `system-interface` (the host in-band), or `bmc` (a timer of its own). */
export type LedgerEntry = LedgerChange & { readonly atMs: number; readonly by: string };

/** A bench may serve for days: the oldest entries go first. */
const ENTRIES_MAX = 20_000;

export class Ledger {
  readonly #clock: Clock;
  readonly #entries: LedgerEntry[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  add(by: string, change: LedgerChange): void {
    if (this.#entries.length >= ENTRIES_MAX) this.#entries.shift();
    this.#entries.push({ ...change, atMs: this.#clock.nowMs(), by });
  }
}
