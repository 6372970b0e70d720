// An independent watcher of N+2: it asks the models themselves, never rackd, which members of each group truly serve, at a fixed
// interval of real time and at every change of a node. Must never miss a change, nor be told what to expect.
import type { Clock } from './clock.js';
import type { NodeModel } from './node/node.js';

export interface WatchedGroup {
  readonly id: string;
  readonly members: readonly string[];
  /** N: N+2 members are deployed, N+1 must serve at any moment. */
  readonly needed: number;
  /** Never more than one member out. */
  readonly lifeCritical?: boolean;
}

export interface Violation {
  readonly group: string;
  /** Model time at which it began. */
  readonly atMs: number;
  /** Model time at which it ended; undefined: it still goes on. */
  untilMs: number | undefined;
  readonly serving: readonly string[];
  readonly out: readonly string[];
  readonly rule: 'fewer-than-needed-plus-one' | 'life-critical-more-than-one-out';
}

const VIOLATIONS_MAX = 10_000;

export class Watcher {
  readonly violations: Violation[] = [];
  readonly #nodes: ReadonlyMap<string, NodeModel>;
  readonly #groups: readonly WatchedGroup[];
  readonly #clock: Clock;
  readonly #stops: (() => void)[];
  /** The fewest that served at the same moment, for each group. */
  readonly #fewest = new Map<string, number>();
  #samples = 0;

  constructor(nodes: readonly NodeModel[], groups: readonly WatchedGroup[], clock: Clock, intervalMs: number) {
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
    this.#groups = groups;
    this.#clock = clock;
    for (const { id, members } of groups) {
      const unknown = members.find((member) => !this.#nodes.has(member));
      if (unknown !== undefined) throw new Error(`group ${id} names node ${unknown}, which this rack does not have`);
    }
    const timer = setInterval(() => this.sample(), intervalMs);
    timer.unref();
    this.#stops = [() => clearInterval(timer), ...nodes.map((node) => node.onChange(() => this.sample()))];
    this.sample();
  }

  get samples(): number {
    return this.#samples;
  }
  fewestServing(group: string): number | undefined {
    return this.#fewest.get(group);
  }
  servingNow(group: string): readonly string[] {
    const found = this.#groups.find(({ id }) => id === group);
    return found?.members.filter((member) => this.#nodes.get(member)?.isServing() === true) ?? [];
  }

  sample(): void {
    this.#samples++;
    for (const group of this.#groups) {
      const serving = this.servingNow(group.id);
      const out = group.members.filter((member) => !serving.includes(member));
      this.#fewest.set(group.id, Math.min(this.#fewest.get(group.id) ?? group.members.length, serving.length));
      this.#note(group.id, 'fewer-than-needed-plus-one', serving.length < group.needed + 1, serving, out);
      this.#note(
        group.id,
        'life-critical-more-than-one-out',
        group.lifeCritical === true && out.length > 1,
        serving,
        out,
      );
    }
  }

  /** Takes a last sample. */
  stop(): readonly Violation[] {
    this.sample();
    for (const stop of this.#stops) stop();
    this.#stops.length = 0;
    return this.violations;
  }

  #note(
    group: string,
    rule: Violation['rule'],
    violated: boolean,
    serving: readonly string[],
    out: readonly string[],
  ): void {
    const open = this.violations.findLast(
      (one) => one.group === group && one.rule === rule && one.untilMs === undefined,
    );
    if (open !== undefined && !violated) open.untilMs = this.#clock.nowMs();
    if (open !== undefined || !violated) return;
    if (this.violations.length >= VIOLATIONS_MAX)
      throw new Error('too many violations to note: this rack is not held at all');
    this.violations.push({ group, atMs: this.#clock.nowMs(), untilMs: undefined, serving, out, rule });
  }
}
