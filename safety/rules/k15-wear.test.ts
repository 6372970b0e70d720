// K15: power actions on one node are counted, and too many are refused.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { decide, rulesFor } from '../kernel.js';
import { MINUTE_MS, withNode } from '../sample-facts.js';
import type { NodeFacts } from '../vocabulary/facts.js';
import { ALLOWED, type Asked, askWith, inState, problemsOf, reasonsBy, type Refusal } from './sample-questions.js';
import { placesIn, placesReached } from './places-reached.js';

vi.mock('./rule.js', async (load) => (await import('./places-reached.js')).watched(await load()));

const REFUSALS: readonly Refusal[] = [
  {
    name: 'one too many',
    asked: askWith('power', (facts) => withNode(facts, 'n1', { powerActionAgesMs: [1, 2, 3, 60 * MINUTE_MS - 1] })),
    says: /had 4 power actions in the last 3600 s; 4 are allowed/,
    counts: { now: 4, after: 5, limit: 4 },
  },
  {
    name: 'ages that are no numbers',
    asked: askWith('power', (facts) => withNode(facts, 'n1', { powerActionAgesMs: [1, 2, 3, Number.NaN] })),
    says: /had 4/,
  },
];

const PASSES: readonly { readonly name: string; readonly asked: Asked }[] = [
  {
    name: 'the last one that is allowed',
    asked: askWith('power', (facts) => withNode(facts, 'n1', { powerActionAgesMs: [1, 2, 3] })),
  },
  {
    name: 'one that just left the window',
    asked: askWith('power', (facts) => withNode(facts, 'n1', { powerActionAgesMs: [1, 2, 3, 60 * MINUTE_MS] })),
  },
];

describe('K15', () => {
  it.each(REFUSALS)('refuses: $name', (refusal) => {
    expect(problemsOf('K15', refusal)).toEqual([]);
  });
  it.each(PASSES)('has nothing against: $name', ({ asked }) => {
    expect(reasonsBy('K15', asked)).toEqual([]);
  });
  it('is asked for exactly these actions, and also for a node past its reboot', () => {
    for (const [kind, { facts, action }] of Object.entries(ALLOWED)) {
      expect(decide(facts, action).kind, kind).toBe('allow');
      const past = inState(facts, 'validating').nodes.get('n1');
      const ids = (node = facts.nodes.get('n1')) => rulesFor(action, node as NodeFacts).map((rule) => rule.id);
      const isAsked = ['power'].includes(kind);
      const isPast = ['mark-good'].includes(kind);
      if (!isPast) expect(ids().includes('K15'), kind).toBe(isAsked);
      expect(ids(past).includes('K15'), kind).toBe(isAsked && true);
    }
  });
  it('reaches every objection of its source with a test', () => {
    const source = readFileSync(new URL('./k15-wear.ts', import.meta.url), 'utf8');
    expect(placesReached('k15-wear.ts')).toBe(placesIn(source));
  });
});
