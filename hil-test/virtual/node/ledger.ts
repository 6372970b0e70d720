// The witness at the node: every effect on it, with model time. Tests compare it with what a supervisor claims ("nothing is done twice").
// Must never be read by the node itself, nor by rackd.
import type { Clock } from '../clock.js';
import type { PowerAction, RestartCause } from '../bmc/machine.js';
import type { NodeState, SlotName } from './names.js';

export type NodeEffect =
  | { readonly what: 'power'; readonly action: PowerAction; readonly cause: RestartCause }
  | { readonly what: 'mains'; readonly present: boolean }
  | { readonly what: 'boot'; readonly slot: SlotName; readonly bootEnv: Readonly<Record<string, string>> }
  | { readonly what: 'state'; readonly state: NodeState }
  | { readonly what: 'shutdown-ordered'; readonly then: 'reboot' | 'poweroff' }
  | { readonly what: 'env-write'; readonly changed: Readonly<Record<string, string>> }
  | { readonly what: 'mark-good' | 'mark-bad' | 'mark-active'; readonly slot: SlotName }
  | { readonly what: 'install-started'; readonly slot: SlotName; readonly version: string }
  | { readonly what: 'install-finished'; readonly slot: SlotName; readonly ok: boolean }
  | { readonly what: 'slot-write-started' | 'slot-write-finished'; readonly slot: SlotName }
  | { readonly what: 'drained' | 'undrained' }
  | { readonly what: 'login-refused'; readonly user: string }
  | { readonly what: 'exec'; readonly command: string };

export type NodeLedgerEntry = NodeEffect & { readonly atMs: number; readonly node: string };

/** A bench may serve for days: the oldest entries go first. */
const ENTRIES_MAX = 50_000;

export class NodeLedger {
  readonly #clock: Clock;
  readonly #node: string;
  readonly #entries: NodeLedgerEntry[] = [];

  constructor(clock: Clock, node: string) {
    this.#clock = clock;
    this.#node = node;
  }

  get entries(): readonly NodeLedgerEntry[] {
    return this.#entries;
  }

  add(effect: NodeEffect): void {
    if (this.#entries.length >= ENTRIES_MAX) this.#entries.shift();
    this.#entries.push({ ...effect, atMs: this.#clock.nowMs(), node: this.#node });
  }

  count(what: NodeEffect['what']): number {
    return this.#entries.filter((entry) => entry.what === what).length;
  }
}
