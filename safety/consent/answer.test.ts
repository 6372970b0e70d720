// A giver's answers: each reason to refuse, in words, and consent only when nothing is left against it.
import { describe, expect, it } from 'vitest';
import {
  healthyRack,
  LIMITS,
  withBmc,
  withDeadMan,
  withDown,
  withFailingService,
  withHost,
  withNode,
} from '../sample-facts.js';
import { inState } from '../rules/sample-questions.js';
import { type Because, type Question, REFUSALS } from '../vocabulary/consent.js';
import type { Facts, NodeFacts } from '../vocabulary/facts.js';
import { answerTo } from './answer.js';
import { overRacks, question, withIntent } from './sample-group.js';

const RACK = overRacks(healthyRack());
const STALE_MS = LIMITS.evidenceAgeMaxMs + 1;

const REFUSED: readonly {
  name: string;
  facts: Facts;
  asked?: Partial<Question>;
  from?: string;
  because: Because;
  says: RegExp;
}[] = [
  {
    name: 'a group it does not know',
    facts: RACK,
    asked: { group: 'g9' },
    because: 'unknown-group',
    says: /knows no group g9/,
  },
  {
    name: 'a rack that holds nothing of the group',
    facts: RACK,
    from: 'rack-09',
    because: 'unknown-group',
    says: /rack-09 holds no/,
  },
  { name: 'a group that is not over racks', facts: healthyRack(), because: 'unknown-group', says: /rack-02 holds no/ },
  {
    name: 'another definition of the group',
    facts: RACK,
    asked: { digest: 'sha256:older' },
    because: 'digest',
    says: /definition of group g1/,
  },
  {
    name: 'an open intent of its own',
    facts: withIntent(RACK),
    because: 'intent',
    says: /open intent .* rack-01\/7, for n1/,
  },
  {
    name: 'an intent with effect',
    facts: withIntent(RACK, { hasEffect: true, node: 'n2' }),
    because: 'intent',
    says: /for n2/,
  },
  {
    name: 'a member that it has taken out',
    facts: inState(RACK, 'draining', 'n2'),
    because: 'outage',
    says: /swap-of-n2 has its member n2 in draining/,
  },
  {
    name: 'a member on its way home',
    facts: inState(RACK, 'falling-back', 'n2'),
    because: 'outage',
    says: /falling-back/,
  },
  {
    name: 'a member without a fallback slot',
    facts: withNode(RACK, 'n2', { singleSlot: true }),
    because: 'single-slot',
    says: /spare slot of its member n2/,
  },
  {
    name: 'a member whose service it has not asked',
    facts: withNode(RACK, 'n1', { service: undefined }),
    because: 'stale',
    says: /not seen its member n1/,
  },
  {
    name: 'a member whose host it saw long ago',
    facts: withHost(RACK, 'n1', {}, STALE_MS),
    because: 'stale',
    says: /not seen its member n1/,
  },
  {
    name: 'a member that it does not supervise',
    facts: { ...RACK, nodes: new Map([...RACK.nodes].filter(([id]) => id !== 'n1')) },
    because: 'stale',
    says: /n1/,
  },
  {
    name: 'a member that fails',
    facts: withFailingService(RACK, 'n2'),
    because: 'not-serving',
    says: /n2 is not proven serving: its service fails/,
  },
  { name: 'a member that is down', facts: withDown(RACK, 'n2'), because: 'not-serving', says: /n2/ },
  {
    name: 'a member that contradicts itself',
    facts: withBmc(RACK, 'n2', { power: 'off' }),
    because: 'not-serving',
    says: /switched off/,
  },
  {
    name: 'a member that a watchdog would cycle',
    facts: withDeadMan(RACK, 'n2'),
    because: 'not-serving',
    says: /watchdog/,
  },
];

describe('a giver', () => {
  it.each(REFUSED)('refuses: $name', ({ facts, asked, from = 'rack-02', because, says }) => {
    const answer = answerTo(question(asked), from, facts);
    expect(answer).toMatchObject({ kind: 'refuse', because, intent: 'rack-02/9', round: 3 });
    expect(answer.kind === 'refuse' ? answer.text : '').toMatch(says);
  });
  it('has a case here for every reason', () => {
    expect(new Set(REFUSED.map(({ because }) => because))).toEqual(new Set(REFUSALS));
  });

  it('consents with the age of its oldest look at each member', () => {
    expect(answerTo(question(), 'rack-02', withHost(RACK, 'n1', {}, 4000))).toEqual({
      kind: 'consent',
      intent: 'rack-02/9',
      round: 3,
      members: [
        { id: 'n1', ageMs: 4000 },
        { id: 'n2', ageMs: 1000 },
      ],
    });
  });
  it.each<[string, Facts]>([
    ['a member that is only being prepared', inState(RACK, 'staged', 'n2')],
    ['trouble in another group', withDown(overRacks(healthyRack(8)), 'n6')],
    [
      'an intent in another group',
      { ...RACK, intents: new Map([['g2', { ...withIntent(RACK).intents?.get('g1') }]]) } as Facts,
    ],
  ])('consents: %s', (_, facts) => {
    expect(answerTo(question(), 'rack-02', facts).kind).toBe('consent');
  });

  it('to one that brings a member home counts its own that serves on its way home, until something takes that down', () => {
    const both = withHost(inState(RACK, 'falling-back', 'n2'), 'n2', { booted: 'B' });
    expect(answerTo(question({ homeward: true }), 'rack-02', both).kind).toBe('consent');
    expect(answerTo(question({ homeward: false }), 'rack-02', both).kind).toBe('refuse');
    expect(answerTo(question({ homeward: true }), 'rack-02', withDeadMan(both, 'n2')).kind).toBe('refuse');
    const underway = { ...both.nodes.get('n2')?.underway, downOrdered: true } as NodeFacts['underway'];
    expect(answerTo(question({ homeward: true }), 'rack-02', withNode(both, 'n2', { underway })).kind).toBe('refuse');
  });
});
