// K06: a slot to fall back to, marked good, read back lately; and only what is proven is ever marked good.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { decide, rulesFor } from '../kernel.js';
import { MINUTE_MS, NEW, OLD, STRANGE, seen, withHost, withNode } from '../sample-facts.js';
import type { NodeFacts } from '../vocabulary/facts.js';
import { ALLOWED, type Asked, askWith, inState, problemsOf, reasonsBy, type Refusal } from './sample-questions.js';
import { placesIn, placesReached } from './places-reached.js';

vi.mock('./rule.js', async (load) => (await import('./places-reached.js')).watched(await load()));

const REFUSALS: readonly Refusal[] = [
  {
    name: 'begin without a known-good on record',
    asked: askWith('begin', (facts) => withNode(facts, 'n1', { knownGood: undefined })),
    says: /no known-good image on record/,
  },
  {
    name: 'stage without a known-good on record',
    asked: askWith('stage', (facts) => withNode(facts, 'n1', { knownGood: undefined })),
    says: /no known-good image on record/,
  },
  {
    name: 'drain without a known-good on record',
    asked: askWith('drain', (facts) => withNode(facts, 'n1', { knownGood: undefined })),
    says: /no known-good image on record/,
  },
  {
    name: 'reboot-once without a known-good on record',
    asked: askWith('reboot-once', (facts) => withNode(facts, 'n1', { knownGood: undefined })),
    says: /no known-good image on record/,
  },
  {
    name: 'arm without a known-good on record',
    asked: askWith('arm', (facts) => withNode(facts, 'n1', { knownGood: undefined })),
    says: /no known-good image on record/,
  },
  {
    name: 'reboot without a known-good on record',
    asked: askWith('reboot', (facts) => withNode(facts, 'n1', { knownGood: undefined })),
    says: /no known-good image on record/,
  },
  {
    name: 'restore-known-good without a known-good on record',
    asked: askWith('restore-known-good', (facts) => withNode(facts, 'n1', { knownGood: undefined })),
    says: /no known-good image on record/,
  },
  {
    name: 'writing over the known-good slot',
    asked: { ...ALLOWED.stage, action: { kind: 'stage', node: 'n1', image: NEW, slot: 'A' } },
    says: /Slot A of n1 is its known-good one/,
  },
  {
    name: 'putting the known-good slot on trial',
    asked: { ...ALLOWED['reboot-once'], action: { kind: 'reboot-once', node: 'n1', image: NEW, slot: 'A' } },
    says: /put on trial/,
  },
  {
    name: 'returning to another slot',
    asked: { ...ALLOWED['restore-known-good'], action: { kind: 'restore-known-good', node: 'n1', slot: 'B' } },
    says: /Slot B of n1 is not its known-good/,
  },
  {
    name: 'marking a slot good that does not run',
    asked: { ...ALLOWED['mark-good'], action: { kind: 'mark-good', node: 'n1', slot: 'A' } },
    says: /not seen running it/,
  },
  {
    name: 'marking good before validation',
    asked: askWith('mark-good', (facts) => inState(facts, 'validating')),
    says: /not validated: it is not the known-good one/,
  },
  {
    name: 'a known-good slot that is not marked good',
    asked: askWith('arm', (facts) => withHost(facts, 'n1', { marks: { A: 'trying', B: 'bad' } })),
    says: /marked trying, not good/,
  },
  {
    name: 'a silent host',
    asked: askWith('begin', (facts) => withNode(facts, 'n1', { host: undefined })),
    says: /gave no fresh answer/,
  },
  {
    name: 'a plain reboot into the other slot',
    asked: askWith('reboot', (facts) => withHost(facts, 'n1', { bootPlan: ['B', 'A'] })),
    says: /would boot B/,
  },
  {
    name: 'a plain reboot into the other slot, past the reboot too',
    asked: askWith('reboot', (facts) => withHost(inState(facts, 'falling-back'), 'n1', { bootPlan: ['B', 'A'] })),
    says: /would boot B/,
  },
  {
    name: 'a boot plan that nobody can tell',
    asked: askWith('reboot', (facts) => withHost(facts, 'n1', { bootPlan: [] })),
    says: /nobody can tell what/,
  },
  {
    name: 'a try without a read-back of the way back',
    asked: askWith('reboot-once', (facts) => withNode(facts, 'n1', { proofs: {} })),
    says: /was not read back yet/,
  },
  {
    name: 'a try while the known-good slot is not marked good',
    asked: askWith('reboot-once', (facts) => withHost(facts, 'n1', { marks: { A: 'trying', B: 'bad' } })),
    says: /marked trying, not good/,
  },
  {
    name: 'no read-back',
    asked: askWith('stage', (facts) => withNode(facts, 'n1', { proofs: {} })),
    says: /was not read back yet/,
  },
  {
    name: 'a read-back past its age',
    asked: askWith('stage', (facts) =>
      withNode(facts, 'n1', {
        proofs: {
          ...facts.nodes.get('n1')?.proofs,
          A: seen({ slot: 'A', image: OLD, matches: true }, 'read-back', 60 * MINUTE_MS + 1),
        },
      }),
    ),
    says: /was read back 3600 s ago, too long/,
  },
  {
    name: 'a flipped bit in the known-good slot',
    asked: askWith('begin', (facts) =>
      withNode(facts, 'n1', {
        proofs: {
          ...facts.nodes.get('n1')?.proofs,
          A: seen({ slot: 'A', image: OLD, matches: false }, 'read-back', 0),
        },
      }),
    ),
    says: /nothing to fall back to/,
  },
  {
    name: 'another image in the known-good slot',
    asked: askWith('stage', (facts) =>
      withNode(facts, 'n1', {
        proofs: {
          ...facts.nodes.get('n1')?.proofs,
          A: seen({ slot: 'A', image: STRANGE, matches: true }, 'read-back', 0),
        },
      }),
    ),
    says: /does not hold its image/,
  },
];

const PASSES: readonly { readonly name: string; readonly asked: Asked }[] = [
  {
    name: 'a read-back exactly at its age limit',
    asked: askWith('stage', (facts) =>
      withNode(facts, 'n1', {
        proofs: {
          ...facts.nodes.get('n1')?.proofs,
          A: seen({ slot: 'A', image: OLD, matches: true }, 'read-back', 60 * MINUTE_MS),
        },
      }),
    ),
  },
  {
    name: 'a dry run before anything was read back',
    asked: askWith('begin', (facts) => withNode(facts, 'n1', { proofs: {} })),
  },
  {
    name: 'a try after an order that stuck half-way',
    asked: askWith('reboot-once', (facts) =>
      withHost(facts, 'n1', { bootPlan: ['B', 'A'], marks: { A: 'good', B: 'trying' } }),
    ),
  },
  {
    name: 'a node past its reboot',
    asked: askWith('reboot', (facts) => withNode(inState(facts, 'falling-back'), 'n1', { proofs: {} })),
  },
];

describe('K06', () => {
  it.each(REFUSALS)('refuses: $name', (refusal) => {
    expect(problemsOf('K06', refusal)).toEqual([]);
  });
  it.each(PASSES)('has nothing against: $name', ({ asked }) => {
    expect(reasonsBy('K06', asked)).toEqual([]);
  });
  it('is asked for exactly these actions, and also for a node past its reboot', () => {
    for (const [kind, { facts, action }] of Object.entries(ALLOWED)) {
      expect(decide(facts, action).kind, kind).toBe('allow');
      const past = inState(facts, 'validating').nodes.get('n1');
      const ids = (node = facts.nodes.get('n1')) => rulesFor(action, node as NodeFacts).map((rule) => rule.id);
      const isAsked = [
        'begin',
        'stage',
        'drain',
        'reboot-once',
        'arm',
        'reboot',
        'mark-good',
        'restore-known-good',
      ].includes(kind);
      const isPast = ['mark-good'].includes(kind);
      if (!isPast) expect(ids().includes('K06'), kind).toBe(isAsked);
      expect(ids(past).includes('K06'), kind).toBe(isAsked && true);
    }
  });
  it('reaches every objection of its source with a test', () => {
    const source = readFileSync(new URL('./k06-known-good.ts', import.meta.url), 'utf8');
    expect(placesReached('k06-known-good.ts')).toBe(placesIn(source));
  });
});
