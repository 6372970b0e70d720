// How long the safety kernel takes for one decision about a rack of 48 nodes and 200 groups, each call timed alone: the slowest in a hundred counts.
// There is no peer; the bar is the time that a tick can spare.
import { performance } from 'node:perf_hooks';
import { decide } from '#safety/kernel.js';
import { healthyNode, healthyRack, LIMITS, NEW, withDown } from '#safety/sample-facts.js';
import type { Action } from '#safety/vocabulary/action.js';
import type { Facts, GroupFacts } from '#safety/vocabulary/facts.js';
import { quantile } from '../quantile.js';
import { type Benchmark, row } from '../row.js';

const NODES = 48;
const GROUPS = 200;
const MEMBERS = 5;
const WARM_UP = 20_000;
const CALLS = 200_000;
const P99_MAX_US = 50;

/** Every group of five, spread evenly, so that each node stands in about twenty of them; one node is down. */
function rack(): Facts {
  const ids = Array.from({ length: NODES }, (_, at) => `n${at + 1}`);
  const groups = Array.from(
    { length: GROUPS },
    (_, at): GroupFacts => ({
      id: `g${at + 1}`,
      lifeCritical: at % 4 === 0,
      needed: MEMBERS - 2,
      members: Array.from({ length: MEMBERS }, (_, member) => ids[(at * 7 + member * 11) % NODES] as string),
    }),
  );
  const nodes = new Map(ids.map((id) => [id, healthyNode(id)]));
  return withDown({ ...healthyRack(4), nodes, groups }, 'n13');
}

const actionsOn = (node: string): readonly Action[] => [
  { kind: 'begin', node, image: NEW },
  { kind: 'stage', node, image: NEW, slot: 'B' },
  { kind: 'drain', node, image: NEW },
  { kind: 'arm', node, timeoutMs: LIMITS.watchdogTimeoutMs },
  { kind: 'reboot-once', node, slot: 'B', image: NEW },
  { kind: 'power', node, how: 'reset' },
  { kind: 'disarm', node },
];

export const decideBenchmark: Benchmark = {
  name: 'kernel',
  about: `decide() for a rack of ${NODES} nodes and ${GROUPS} groups, ${CALLS} calls`,
  async run(say) {
    const facts = rack();
    const actions = [...facts.nodes.keys()].flatMap(actionsOn);
    const took = new Float64Array(CALLS);
    let allowed = 0;
    const ask = (at: number): number => {
      const begunMs = performance.now();
      const verdict = decide(facts, actions[at % actions.length] as Action);
      const us = (performance.now() - begunMs) * 1000;
      if (verdict.kind === 'allow') allowed += 1;
      return us;
    };
    for (let at = 0; at < WARM_UP; at += 1) ask(at);
    allowed = 0;
    for (let at = 0; at < CALLS; at += 1) took[at] = ask(at);
    const share = (part: number): number => quantile(took, part);
    say(
      `${allowed} of ${CALLS} allowed; p50 ${share(0.5).toFixed(1)} µs, slowest ${share(0.9999).toFixed(0)} µs in ten thousand`,
    );
    if (allowed === 0 || allowed === CALLS)
      throw new Error('a benchmark in which every verdict is the same measures nothing');
    return [
      row({ name: 'decide p50', unit: 'µs', ours: share(0.5), theirs: undefined }),
      row({
        name: 'decide p99, of what a tick can spare',
        unit: 'µs',
        ours: share(0.99),
        theirs: P99_MAX_US,
        bar: { atMost: 1 },
      }),
    ];
  },
};
