// A healthy rack as facts, and ways to spoil it, for tests only: nothing that runs may import it. Nodes n1, n2, … stand in N+2 groups of four;
// each `with…` returns new, deeply frozen facts, so that a rule that writes to its input fails its test.
import type { Observed } from './vocabulary/evidence.js';
import type { Facts, GroupFacts, Limits, NodeFacts } from './vocabulary/facts.js';
import type { Digest, NodeId } from './vocabulary/names.js';

const digestOf = (letter: string): Digest => `sha256:${letter.repeat(64)}`;
/** What every node runs, in slot A. */
export const OLD: Digest = digestOf('a');
/** What is brought in, staged and read back in slot B. */
export const NEW: Digest = digestOf('b');
export const STRANGE: Digest = digestOf('c');

export const MINUTE_MS = 60_000;
export const LIMITS: Limits = {
  evidenceAgeMaxMs: 30_000,
  proofAgeMaxMs: 60 * MINUTE_MS,
  outagesMax: 2,
  startingMax: 1,
  downAfterMs: 60_000,
  silentLooksMin: 3,
  watchdogTimeoutMs: 5 * MINUTE_MS,
  watchdogRemainingMinMs: 2 * MINUTE_MS,
  powerActionsMax: 4,
  powerActionsWindowMs: 60 * MINUTE_MS,
};

const GROUP_SIZE = 4;
/** 2026-01-01. */
const CLOCK_MS = 1_767_225_600_000;

export const seen = <T>(value: T, source: string, ageMs = 1000): Observed<T> => ({ value, source, ageMs });

export const healthyNode = (id: NodeId): NodeFacts => ({
  id,
  tier: 2,
  compatible: 'rack-node',
  host: seen(
    {
      kind: 'up',
      view: {
        bootId: `boot-1-of-${id}`,
        booted: 'A',
        marks: { A: 'good', B: 'bad' },
        bootPlan: ['A', 'A'],
        clockMs: CLOCK_MS,
      },
    },
    'ssh',
  ),
  bmc: seen(
    {
      kind: 'answers',
      view: {
        power: 'on',
        watchdog: { running: false, action: 'none', timeoutMs: 0 },
        restartCause: 'unknown',
      },
    },
    'bmc',
  ),
  service: seen({ kind: 'serving', forMs: 60 * MINUTE_MS, metrics: { errorRate: 0, latencyMs: 100 } }, 'probe'),
  drain: seen('loaded', 'ssh'),
  bootConfig: seen({ sound: true, problems: [] }, 'ssh'),
  proofs: {
    A: seen({ slot: 'A', image: OLD, matches: true }, 'read-back'),
    B: seen({ slot: 'B', image: NEW, matches: true }, 'read-back'),
  },
  knownGood: { slot: 'A', image: OLD },
  singleSlot: false,
  powerActionAgesMs: [],
});

/** `size` healthy nodes (4 to 12), every four of them a group that needs two. */
export function healthyRack(size = 4): Facts {
  const ids = Array.from({ length: size }, (_, index) => `n${index + 1}`);
  const groups: GroupFacts[] = [];
  for (let first = 0; first + GROUP_SIZE <= size; first += GROUP_SIZE) {
    const members = ids.slice(first, first + GROUP_SIZE);
    groups.push({ id: `g${groups.length + 1}`, lifeCritical: groups.length === 0, needed: GROUP_SIZE - 2, members });
  }
  return frozen({
    stop: { set: false },
    nodes: new Map(ids.map((id) => [id, healthyNode(id)])),
    groups,
    images: new Map(
      [OLD, NEW].map((digest, index) => [
        digest,
        { digest, version: `${index + 1}.0`, compatible: 'rack-node', signature: 'valid', file: 'matches' } as const,
      ]),
    ),
    limits: LIMITS,
  });
}

/** What a node is to look like instead; a key set to `undefined` takes that evidence away. */
export type NodeChange = { readonly [K in keyof NodeFacts]?: NodeFacts[K] | undefined };

export function withNode(facts: Facts, id: NodeId, change: NodeChange): Facts {
  const node = facts.nodes.get(id);
  if (node === undefined) throw new Error(`${id} is not in the sample rack.`);
  const merged = Object.fromEntries(Object.entries({ ...node, ...change }).filter(([, value]) => value !== undefined));
  return frozen({ ...facts, nodes: new Map([...facts.nodes, [id, merged as unknown as NodeFacts]]) });
}

export const withLimits = (facts: Facts, limits: Partial<Limits>): Facts =>
  frozen({ ...facts, limits: { ...facts.limits, ...limits } });

export const withStop = (facts: Facts): Facts =>
  frozen({ ...facts, stop: { set: true, by: 'unix:act', why: 'smoke in the rack' } });

const hostOf = (facts: Facts, id: NodeId) => {
  const look = facts.nodes.get(id)?.host?.value;
  if (look?.kind !== 'up') throw new Error(`${id} has no host view to change.`);
  return look.view;
};
type HostChange = Partial<ReturnType<typeof hostOf>>;
export const withHost = (facts: Facts, id: NodeId, change: HostChange, ageMs = 1000): Facts =>
  withNode(facts, id, { host: seen({ kind: 'up', view: { ...hostOf(facts, id), ...change } }, 'ssh', ageMs) });

const bmcOf = (facts: Facts, id: NodeId) => {
  const look = facts.nodes.get(id)?.bmc?.value;
  if (look?.kind !== 'answers') throw new Error(`${id} has no BMC view to change.`);
  return look.view;
};
type BmcChange = Partial<ReturnType<typeof bmcOf>>;
export const withBmc = (facts: Facts, id: NodeId, change: BmcChange, ageMs = 1000): Facts =>
  withNode(facts, id, { bmc: seen({ kind: 'answers', view: { ...bmcOf(facts, id), ...change } }, 'bmc', ageMs) });

type WatchdogChange = Partial<BmcChange['watchdog'] & object>;
/** The dead-man as it must be for a reboot, but for `change`. */
export const withDeadMan = (facts: Facts, id: NodeId, change: WatchdogChange = {}, ageMs = 1000): Facts =>
  withBmc(
    facts,
    id,
    {
      watchdog: {
        running: true,
        action: 'power-cycle',
        timeoutMs: facts.limits.watchdogTimeoutMs,
        remainingMs: facts.limits.watchdogTimeoutMs,
        ...change,
      },
    },
    ageMs,
  );

export const withFailingService = (facts: Facts, id: NodeId): Facts =>
  withNode(facts, id, { service: seen({ kind: 'failing', forMs: MINUTE_MS, text: 'connection refused' }, 'probe') });

/** Host and service silent long enough for K14. */
export const withDown = (facts: Facts, id: NodeId): Facts =>
  withNode(withFailingService(facts, id), id, {
    host: seen({ kind: 'silent', forMs: LIMITS.downAfterMs, looks: LIMITS.silentLooksMin, text: 'timed out' }, 'ssh'),
  });

/** Deeply frozen, maps' values included. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of value instanceof Map ? value.values() : Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
