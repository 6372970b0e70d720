// K05: outages and starts within the rack's own limits, whatever the cause.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { decide, rulesFor } from '../kernel.js';
import { withDown, withFailingService, withLimits, withNode } from '../sample-facts.js';
import type { NodeFacts } from '../vocabulary/facts.js';
import {
  ALLOWED,
  type Asked,
  askWith,
  inState,
  problemsOf,
  RACK,
  reasonsBy,
  type Refusal,
} from './sample-questions.js';
import { placesIn, placesReached } from './places-reached.js';

vi.mock('./rule.js', async (load) => (await import('./places-reached.js')).watched(await load()));

const REFUSALS: readonly Refusal[] = [
  {
    name: 'one more than the limit',
    asked: askWith('drain', (facts) => withDown(withFailingService(facts, 'n5'), 'n6')),
    says: /At most 2 nodes .* 2 are, and n1 would be one more/,
    holders: ['n5', 'n6'],
    counts: { now: 2, after: 3, limit: 2 },
  },
  {
    // Found by the kernel's property test: evidence that goes missing must never turn a no into a yes.
    name: 'the reboot of a node that nobody sees: it may be serving',
    asked: {
      facts: withNode(withDown(withFailingService(RACK, 'n5'), 'n6'), 'n1', { service: undefined }),
      action: { kind: 'reboot', node: 'n1' },
    },
    says: /At most 2 nodes .* 2 are, and n1 would be one more/,
    holders: ['n5', 'n6'],
  },
  {
    name: 'a limit of none',
    asked: askWith('begin', (facts) => withLimits(facts, { outagesMax: 0 })),
    says: /At most 0/,
  },
  {
    name: 'a limit that is no number',
    asked: askWith('begin', (facts) => withLimits(facts, { outagesMax: -1 })),
    says: /At most -1/,
  },
  {
    name: 'another is starting',
    asked: askWith('reboot', (facts) => inState(facts, 'booting', 'n5')),
    says: /At most 1 nodes .* start at once/,
    holders: ['n5'],
    counts: { now: 1, after: 2, limit: 1 },
  },
  {
    name: 'another is starting when this one is to try its new slot',
    asked: askWith('reboot-once', (facts) => inState(facts, 'booting', 'n5')),
    says: /At most 1 nodes .* start at once/,
    holders: ['n5'],
  },
  {
    name: 'another was told to start',
    asked: askWith('power', (facts) => inState(facts, 'recovering', 'n5', true)),
    says: /start at once/,
    holders: ['n5'],
  },
];

const PASSES: readonly { readonly name: string; readonly asked: Asked }[] = [
  { name: 'exactly the limit', asked: askWith('drain', (facts) => withDown(facts, 'n5')) },
  {
    name: 'another that waits for its own turn to start',
    asked: askWith('reboot', (facts) => inState(facts, 'rebooting', 'n5')),
  },
  {
    name: 'another that waits in its own recovery',
    asked: askWith('power', (facts) => inState(facts, 'recovering', 'n5')),
  },
  {
    name: 'two starting where two may',
    asked: askWith('reboot', (facts) => inState(withLimits(facts, { startingMax: 2 }), 'booting', 'n5')),
  },
  {
    name: 'outages of a try: it is out already',
    asked: askWith('reboot-once', (facts) => withDown(withDown(facts, 'n5'), 'n6')),
  },
  { name: 'outages: it is out already', asked: askWith('reboot', (facts) => withDown(withDown(facts, 'n5'), 'n6')) },
];

describe('K05', () => {
  it.each(REFUSALS)('refuses: $name', (refusal) => {
    expect(problemsOf('K05', refusal)).toEqual([]);
  });
  it.each(PASSES)('has nothing against: $name', ({ asked }) => {
    expect(reasonsBy('K05', asked)).toEqual([]);
  });
  it('is asked for exactly these actions, and also for a node past its reboot', () => {
    for (const [kind, { facts, action }] of Object.entries(ALLOWED)) {
      expect(decide(facts, action).kind, kind).toBe('allow');
      const past = inState(facts, 'validating').nodes.get('n1');
      const ids = (node = facts.nodes.get('n1')) => rulesFor(action, node as NodeFacts).map((rule) => rule.id);
      const isAsked = ['begin', 'begin-recovery', 'drain', 'reboot', 'reboot-once', 'power'].includes(kind);
      const isPast = ['mark-good'].includes(kind);
      if (!isPast) expect(ids().includes('K05'), kind).toBe(isAsked);
      expect(ids(past).includes('K05'), kind).toBe(isAsked && true);
    }
  });
  it('reaches every objection of its source with a test', () => {
    const source = readFileSync(new URL('./k05-budget.ts', import.meta.url), 'utf8');
    expect(placesReached('k05-budget.ts')).toBe(placesIn(source));
  });
});
