// Ways around the rules that were once open: each was shown on the real daemon or on decide() itself, and none may open again.
import { describe, expect, it } from 'vitest';
import { decide, rulesFor } from '../kernel.js';
import { healthyRack, NEW, seen, withDeadMan, withDown, withHost, withNode, withStop } from '../sample-facts.js';
import type { Action } from '../vocabulary/action.js';
import type { Facts, NodeFacts } from '../vocabulary/facts.js';

const rulesAgainst = (facts: Facts, action: Action): readonly string[] => {
  const verdict = decide(facts, action);
  return verdict.kind === 'refuse' ? [...new Set(verdict.reasons.map((reason) => reason.rule))] : [];
};
const swapping = (facts: Facts, id: string): Facts =>
  withNode(facts, id, { underway: { swap: 's-9', state: 'booting', image: NEW, takesOut: true, startOrdered: true } });
const recovering = (facts: Facts, untouched: boolean): Facts =>
  withNode(facts, 'n1', {
    underway: {
      swap: 's-1',
      state: 'recovering',
      takesOut: true,
      startOrdered: false,
      ...(untouched ? { untouched: true as const } : {}),
    },
  });
const failing = (facts: Facts): Facts =>
  withNode(facts, 'n1', { service: seen({ kind: 'failing', forMs: 60_000, text: '503' }, 'probe') });

describe('a recovery of a node that one source calls dead', () => {
  it('does not take a second member of the group out', () => {
    const facts = swapping(failing(healthyRack()), 'n2');
    expect(rulesAgainst(facts, { kind: 'begin-recovery', node: 'n1' })).toContain('K04');
    expect(rulesAgainst(recovering(facts, true), { kind: 'reboot', node: 'n1' })).toContain('K04');
    expect(
      rulesAgainst(recovering(facts, true), { kind: 'arm', node: 'n1', timeoutMs: facts.limits.watchdogTimeoutMs }),
    ).toContain('K04');
  });
  it('stops with the emergency stop as long as nothing was done, and runs on to its safe end after', () => {
    const facts = withStop(withDown(healthyRack(), 'n1'));
    const power = { kind: 'power', node: 'n1', how: 'reset' } as const;
    expect(rulesAgainst(recovering(facts, true), power)).toEqual(['K01']);
    expect(rulesAgainst(recovering(facts, false), power)).toEqual([]);
  });
});

describe('a node past its reboot', () => {
  it.each<Action>([
    { kind: 'begin', node: 'n1', image: NEW },
    { kind: 'stage', node: 'n1', image: NEW, slot: 'B' },
    { kind: 'drain', node: 'n1', image: NEW },
    { kind: 'reboot-once', node: 'n1', slot: 'B', image: NEW },
  ])('is asked every rule for $kind: nothing new is a way home', (action) => {
    const facts = swapping(withStop(healthyRack()), 'n1');
    expect(rulesFor(action, facts.nodes.get('n1') as NodeFacts).map((rule) => rule.id)).toContain('K01');
    expect(rulesAgainst(facts, action)).toContain('K01');
  });
  it('does not write over the slot that it runs', () => {
    const facts = withHost(healthyRack(), 'n1', { booted: 'B' });
    expect(rulesAgainst(facts, { kind: 'stage', node: 'n1', image: NEW, slot: 'B' })).toContain('K06');
  });
});

describe('another member that answers but is left out', () => {
  const drain = { kind: 'drain', node: 'n1', image: NEW } as const;
  it('counts as out when its load was moved away', () => {
    const facts = withNode(healthyRack(), 'n2', { drain: seen('drained' as const, 'drain') });
    expect(rulesAgainst(facts, drain)).toContain('K04');
  });
  it('counts as out when a watchdog that nobody watches runs on it', () => {
    expect(rulesAgainst(withDeadMan(healthyRack(), 'n2'), drain)).toContain('K04');
  });
});
