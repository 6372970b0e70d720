// Tries effects: intent durable first, then the adapter, then the outcome (DESIGN.md, rule 3). One effect at a time on a node.
// Never retries: what to do next is decided from what is seen afterwards.
import type { Image } from '#adapters/ports/platform.js';
import type { Clearance } from '#safety/clearance.js';
import type { RungName } from '#safety/recovery/ladder.js';
import type { Action } from '#safety/vocabulary/action.js';
import type { Digest, NodeId } from '#safety/vocabulary/names.js';
import { type Outcome, unknown } from '#safety/vocabulary/outcome.js';
import type { RuleId } from '#safety/vocabulary/verdict.js';
import type { Sightings } from '../observe/sightings.js';
import type { Clock } from '../ports/clock.js';
import { carryOut, type NodePorts, worthlessAfter } from './hands.js';
import type { Ledger } from './ledger.js';

export interface EffectsOptions {
  readonly ledger: Ledger;
  readonly nodes: ReadonlyMap<NodeId, NodePorts>;
  readonly sightings: Sightings;
  readonly clock: Clock;
  readonly imageOf: (digest: Digest) => Image | undefined;
  /** No effect may take longer; the adapters have deadlines of their own below it. */
  readonly effectMaxMs: number;
  readonly onEnd: (node: NodeId) => void;
  readonly onDefect: (error: unknown) => void;
}

export class Effects {
  readonly #options: EffectsOptions;
  readonly #busy = new Map<NodeId, Promise<void>>();

  constructor(options: EffectsOptions) {
    this.#options = options;
  }

  isBusy(node: NodeId): boolean {
    return this.#busy.has(node);
  }

  /** After a crash: what was under way has an unknown outcome. The node is looked at before anything else is tried. */
  closeOrphans(): void {
    const { ledger } = this.#options;
    const events = [...ledger.state.open].map(([intent, { node, swap }]) => ({
      kind: 'intent.closed' as const,
      intent,
      swap,
      node,
      outcome: 'unknown' as const,
      text: 'rackd ended while it was under way',
    }));
    if (events.length > 0) ledger.write(...events);
  }

  begin(swap: string, action: Action, clearance: Clearance, rules: readonly RuleId[], rung?: RungName): void {
    const { ledger, nodes } = this.#options;
    const ports = nodes.get(action.node);
    if (ports === undefined || this.#busy.has(action.node))
      throw new Error(`${action.node} is busy or unknown: ${action.kind} may not begin.`);
    // Named for its row, so that people can say it and find it.
    const intent = `i-${ledger.state.seq + 1}`;
    ledger.write({
      kind: 'intent.opened',
      intent,
      swap,
      node: action.node,
      action,
      rules: [...rules],
      ...(rung === undefined ? {} : { rung }),
    });
    this.#busy.set(action.node, this.#run(intent, swap, action, clearance, ports));
  }

  /** Waits for effects under way, at most this long. */
  async settle(maxMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, maxMs);
    });
    await Promise.race([Promise.allSettled(this.#busy.values()), late]);
    clearTimeout(timer);
  }

  async #run(intent: string, swap: string, action: Action, clearance: Clearance, ports: NodePorts): Promise<void> {
    const { ledger, sightings, clock, onEnd, onDefect, imageOf } = this.#options;
    try {
      const outcome = await this.#bounded(carryOut(ports, action, clearance, imageOf));
      const text = outcome.kind === 'done' ? '' : outcome.text;
      sightings.forget(action.node, worthlessAfter(action), clock.monoMs());
      ledger.write({
        kind: 'intent.closed',
        intent,
        swap,
        node: action.node,
        outcome: outcome.kind,
        text: text.slice(0, 1000),
      });
    } catch (error) {
      onDefect(error);
    } finally {
      this.#busy.delete(action.node);
      onEnd(action.node);
    }
  }

  #bounded(work: Promise<Outcome>): Promise<Outcome> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Outcome>((resolve) => {
      timer = setTimeout(
        () => resolve(unknown('no answer within the longest time any effect may take')),
        this.#options.effectMaxMs,
      );
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }
}
