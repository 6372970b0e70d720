// What holds of the kernel whatever it is asked: losing evidence never turns no into yes, order means nothing, nothing throws, and the
// redundancy that people live by is recomputed here in other words than the rule's.
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, RULES } from './kernel.js';
import { ALLOWED, inState } from './rules/sample-questions.js';
import { frozen, healthyRack, NEW, OLD, seen, withDeadMan, withDown, withHost, withNode } from './sample-facts.js';
import type { Action, ActionKind } from './vocabulary/action.js';
import type { Facts, NodeFacts } from './vocabulary/facts.js';
import { SWAP_STATES } from './vocabulary/swap-state.js';

const RUNS = { numRuns: 10_000 };
const SIZE = 8;
const ids = Array.from({ length: SIZE }, (_, index) => `n${index + 1}`);
const anyId = fc.constantFrom(...ids);
const anyAge = fc.constantFrom(0, 1000, 30_000, 30_001, 3_600_000, 3_600_001, -1, Number.NaN, Number.POSITIVE_INFINITY);
const anyAction: fc.Arbitrary<Action> = fc.constantFrom(...Object.values(ALLOWED)).map(({ action }) => action);

const TOLD = seen({ role: 'follower', replica: 'in-sync', backupAgeMs: 0 } as const, 'ssh');
/** One thing that is otherwise than in a healthy rack. */
type Change = (facts: Facts) => Facts;
const anyChange: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(anyId, anyAge).map(
    ([id, age]) =>
      (facts: Facts) =>
        withHost(facts, id, {}, age),
  ),
  fc
    .tuple(anyId, fc.constantFrom('A' as const, 'B' as const), fc.constantFrom(['A', 'A'], ['B', 'A'], ['B', 'B'], []))
    .map(
      ([id, booted, plan]) =>
        (facts: Facts) =>
          withHost(facts, id, { booted, bootPlan: plan }),
    ),
  fc.tuple(anyId, anyAge).map(
    ([id, age]) =>
      (facts: Facts) =>
        withDeadMan(facts, id, { remainingMs: age }),
  ),
  anyId.map((id) => (facts: Facts) => withDown(facts, id)),
  fc.tuple(anyId, fc.constantFrom(...SWAP_STATES), fc.boolean()).map(
    ([id, state, ordered]) =>
      (facts: Facts) =>
        inState(facts, state, id, ordered),
  ),
  anyId.map((id) => (facts: Facts) => withNode(facts, id, { singleSlot: true })),
  anyId.map((id) => (facts: Facts) => withNode(facts, id, { quarantine: { reason: 'lost' } })),
  fc.tuple(anyId, fc.constantFrom(OLD, NEW), anyAge).map(
    ([id, image, age]) =>
      (facts: Facts) =>
        withNode(facts, id, { proofs: { A: seen({ slot: 'A', image, matches: true }, 'read-back', age) } }),
  ),
  fc.tuple(anyId, fc.constantFrom('leader' as const, 'follower' as const), anyAge).map(
    ([id, role, age]) =>
      (facts: Facts) =>
        withNode(facts, id, { data: seen({ role, replica: 'in-sync', backupAgeMs: age }, 'ssh', age) }),
  ),
  fc.constantFrom('g1', 'g2').map((id) => (facts: Facts) => ({
    ...facts,
    nodes: new Map([...facts.nodes].map(([name, node]) => [name, { ...node, data: node.data ?? TOLD }])),
    groups: facts.groups.map((group) => (group.id === id ? { ...group, data: { backupAgeMaxMs: 3_600_000 } } : group)),
  })),
  fc.array(fc.constantFrom(...ids, 'n99'), { maxLength: 8 }).map((members) => (facts: Facts) => ({
    ...facts,
    groups: [...facts.groups, { id: 'g9', lifeCritical: true, needed: 1, members }],
  })),
);
/** A change that does not fit what others made of the node (no host left to change) is left out. */
const apply = (facts: Facts, changes: readonly Change[]): Facts =>
  changes.reduce((now, change) => {
    try {
      return change(now);
    } catch {
      return now;
    }
  }, facts);
const anyFacts = fc
  .tuple(fc.constantFrom(...Object.values(ALLOWED)), fc.array(anyChange, { maxLength: 6 }))
  .map(([{ facts }, changes]) => frozen(apply(facts, changes)));
const isAllowed = (facts: Facts, action: Action) => decide(facts, action).kind === 'allow';

describe('the kernel', () => {
  it('has one file and one test for each of its rules, in order', () => {
    const files = readdirSync(new URL('./rules/', import.meta.url));
    const numbers = (pattern: RegExp) => files.flatMap((file) => file.match(pattern)?.[1]?.toUpperCase() ?? []).sort();
    const rules = RULES.map(({ id }) => id);
    expect(numbers(/^(k\d\d)-[a-z-]+\.ts$/)).toEqual(rules);
    expect(numbers(/^(k\d\d)-[a-z-]+\.test\.ts$/)).toEqual(rules);
  });
  it('refuses what is not a node of this rack, in words', () => {
    const verdict = decide(healthyRack(), { kind: 'undrain', node: 'n99' });
    expect(verdict).toMatchObject({ kind: 'refuse', reasons: [{ text: 'n99 is not a node of this rack.' }] });
  });
  it('never throws, whatever the facts', () => {
    fc.assert(
      fc.property(anyFacts, anyAction, anyId, (facts, action, node) => {
        const verdict = decide(facts, { ...action, node });
        return verdict.kind === 'allow' || verdict.reasons.length > 0;
      }),
      RUNS,
    );
  });
  /** `begin` and `begin-recovery` touch nothing: a dry run asks before the read-backs, and a recovery is for a node that is not seen. */
  const touching = anyAction.filter(({ kind }) => kind !== 'begin' && kind !== 'begin-recovery');
  const evidence = ['host', 'service', 'drain', 'bootConfig', 'proofs', 'bmc', 'data'] as const;
  it('never turns no into yes because evidence went missing or grew old', () => {
    const anyLoss = fc.tuple(anyId, fc.constantFrom(...evidence), fc.boolean());
    fc.assert(
      fc.property(anyFacts, touching, fc.array(anyLoss, { minLength: 1, maxLength: 4 }), (facts, action, losses) => {
        if (isAllowed(facts, action)) return true;
        return !isAllowed(
          losses.reduce((now, loss) => lose(now, loss), facts),
          action,
        );
      }),
      RUNS,
    );
  });
  it('does not care in which order nodes, groups and members come', () => {
    const ruled = (facts: Facts, action: Action) => {
      const verdict = decide(facts, action);
      return verdict.kind === 'allow'
        ? []
        : verdict.reasons.map(({ rule, counts }) => JSON.stringify([rule, counts])).sort();
    };
    fc.assert(
      fc.property(anyFacts, anyAction, (facts, action) => {
        const turned: Facts = {
          ...facts,
          nodes: new Map([...facts.nodes].reverse()),
          groups: facts.groups.map((group) => ({ ...group, members: [...group.members].reverse() })).reverse(),
        };
        expect(ruled(turned, action)).toEqual(ruled(facts, action));
      }),
      RUNS,
    );
  });
  it('takes no node out unless N+1 others of each of its groups answer for themselves and none is held or single-slot', () => {
    let allowed = 0;
    fc.assert(
      fc.property(anyFacts, fc.constantFrom<ActionKind>('drain', 'reboot', 'reboot-once'), (facts, kind) => {
        const { action } = ALLOWED[kind];
        const state = facts.nodes.get('n1')?.underway?.state;
        const past = ['booting', 'validating', 'committing', 'returning', 'falling-back', 'recovering'];
        if ((state !== undefined && past.includes(state)) || !isAllowed(facts, action)) return;
        allowed += 1;
        for (const { members, needed } of facts.groups.filter((group) => group.members.includes('n1'))) {
          const others = [...new Set(members)].filter((id) => id !== 'n1').map((id) => facts.nodes.get(id));
          expect(others.filter((other) => other !== undefined && answers(other)).length).toBeGreaterThan(needed);
          expect(others.some((other) => other?.singleSlot === true || other?.underway?.takesOut === true)).toBe(false);
        }
      }),
      { numRuns: 4000 },
    );
    expect(allowed).toBeGreaterThan(50);
  });
});

function lose(facts: Facts, [id, key, isStale]: readonly [string, string, boolean]): Facts {
  const node = facts.nodes.get(id) as NodeFacts;
  // A BMC that says "off" of a node that serves contradicts two sources; a silent one does not. Only its own BMC must answer.
  if (key === 'bmc' && id !== 'n1') return facts;
  if (key === 'proofs') return withNode(facts, id, { proofs: {} });
  const held = node[key as 'host'];
  return withNode(facts, id, { [key]: isStale && held !== undefined ? { ...held, ageMs: 86_400_000 } : undefined });
}

/** "Proven serving", said again without the kernel's words. */
const answers = ({ host, service }: NodeFacts): boolean =>
  host?.value.kind === 'up' &&
  service?.value.kind === 'serving' &&
  [host.ageMs, service.ageMs].every((ageMs) => ageMs >= 0 && ageMs <= 30_000);
