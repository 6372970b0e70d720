// K16: a quarantined node is left alone until a person clears it.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { decide, rulesFor } from '../kernel.js';
import { withNode } from '../sample-facts.js';
import type { NodeFacts } from '../vocabulary/facts.js';
import { TOWARDS_SAFE_END } from './rule.js';
import { ALLOWED, type Asked, askWith, inState, problemsOf, reasonsBy, type Refusal } from './sample-questions.js';
import { placesIn, placesReached } from './places-reached.js';

vi.mock('./rule.js', async (load) => (await import('./places-reached.js')).watched(await load()));

const REFUSALS: readonly Refusal[] = [
  {
    name: 'begin of a quarantined node',
    asked: askWith('begin', (facts) => withNode(facts, 'n1', { quarantine: { reason: 'lost in swap-9' } })),
    says: /n1 is quarantined: lost in swap-9/,
  },
  {
    name: 'begin-recovery of a quarantined node',
    asked: askWith('begin-recovery', (facts) => withNode(facts, 'n1', { quarantine: { reason: 'lost in swap-9' } })),
    says: /n1 is quarantined: lost in swap-9/,
  },
  {
    name: 'stage of a quarantined node',
    asked: askWith('stage', (facts) => withNode(facts, 'n1', { quarantine: { reason: 'lost in swap-9' } })),
    says: /n1 is quarantined: lost in swap-9/,
  },
  {
    name: 'drain of a quarantined node',
    asked: askWith('drain', (facts) => withNode(facts, 'n1', { quarantine: { reason: 'lost in swap-9' } })),
    says: /n1 is quarantined: lost in swap-9/,
  },
  {
    name: 'reboot-once of a quarantined node',
    asked: askWith('reboot-once', (facts) => withNode(facts, 'n1', { quarantine: { reason: 'lost in swap-9' } })),
    says: /n1 is quarantined: lost in swap-9/,
  },
  {
    name: 'arm of a quarantined node',
    asked: askWith('arm', (facts) => withNode(facts, 'n1', { quarantine: { reason: 'lost in swap-9' } })),
    says: /n1 is quarantined: lost in swap-9/,
  },
  {
    name: 'reboot of a quarantined node',
    asked: askWith('reboot', (facts) => withNode(facts, 'n1', { quarantine: { reason: 'lost in swap-9' } })),
    says: /n1 is quarantined: lost in swap-9/,
  },
  {
    name: 'power of a quarantined node',
    asked: askWith('power', (facts) => withNode(facts, 'n1', { quarantine: { reason: 'lost in swap-9' } })),
    says: /n1 is quarantined: lost in swap-9/,
  },
];

const PASSES: readonly { readonly name: string; readonly asked: Asked }[] = [
  {
    name: 'giving load back',
    asked: askWith('undrain', (facts) => withNode(facts, 'n1', { quarantine: { reason: 'lost in swap-9' } })),
  },
  {
    name: 'another node in quarantine',
    asked: askWith('begin', (facts) => withNode(facts, 'n5', { quarantine: { reason: 'lost in swap-9' } })),
  },
];

describe('K16', () => {
  it.each(REFUSALS)('refuses: $name', (refusal) => {
    expect(problemsOf('K16', refusal)).toEqual([]);
  });
  it.each(PASSES)('has nothing against: $name', ({ asked }) => {
    expect(reasonsBy('K16', asked)).toEqual([]);
  });
  it('is asked for exactly these actions, and not for a node past its reboot', () => {
    for (const [kind, { facts, action }] of Object.entries(ALLOWED)) {
      expect(decide(facts, action).kind, kind).toBe('allow');
      const past = inState(facts, 'validating').nodes.get('n1');
      const ids = (node = facts.nodes.get('n1')) => rulesFor(action, node as NodeFacts).map((rule) => rule.id);
      const isAsked = ['begin', 'begin-recovery', 'stage', 'drain', 'reboot-once', 'arm', 'reboot', 'power'].includes(
        kind,
      );
      const isPast = ['mark-good'].includes(kind);
      if (!isPast) expect(ids().includes('K16'), kind).toBe(isAsked);
      expect(ids(past).includes('K16'), kind).toBe(isAsked && !TOWARDS_SAFE_END.has(action.kind));
    }
  });
  it('reaches every objection of its source with a test', () => {
    const source = readFileSync(new URL('./k16-quarantine.ts', import.meta.url), 'utf8');
    expect(placesReached('k16-quarantine.ts')).toBe(placesIn(source));
  });
});
