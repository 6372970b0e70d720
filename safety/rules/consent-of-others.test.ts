// K04 across racks: no member leaves without the consent of every other rack, to this very intent, freshly. A rack that says nothing says no.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import {
  ALL_CONSENT,
  consentOf,
  DIGEST,
  ELSEWHERE,
  overRacks,
  refusalBy,
  withIntent,
} from '../consent/sample-group.js';
import { decide } from '../kernel.js';
import { withDeadMan, withDown, withFailingService, withHost } from '../sample-facts.js';
import type { ActionKind } from '../vocabulary/action.js';
import type { HeldIntent, HeardOpinion } from '../vocabulary/consent.js';
import type { Facts } from '../vocabulary/facts.js';
import { ALLOWED, type Asked, askWith, inState, problemsOf, reasonsBy, type Refusal } from './sample-questions.js';
import { placesIn, placesReached } from './places-reached.js';

vi.mock('./rule.js', async (load) => (await import('./places-reached.js')).watched(await load()));

const TAKES_OUT: readonly ActionKind[] = ['drain', 'arm', 'reboot', 'reboot-once'];
const over = (kind: ActionKind, change: Partial<HeldIntent> = {}): Asked =>
  askWith(kind, (facts) => withIntent(overRacks(facts), change));
const hearing = (...changes: readonly (readonly [string, HeardOpinion | undefined])[]): Partial<HeldIntent> => {
  const answers = new Map<string, HeardOpinion>(ALL_CONSENT);
  for (const [rack, heard] of changes) heard === undefined ? answers.delete(rack) : answers.set(rack, heard);
  return { answers };
};
const { evidenceAgeMaxMs } = ALLOWED.drain.facts.limits;

const REFUSALS: readonly Refusal[] = [
  ...TAKES_OUT.map((kind) => ({
    name: `${kind} without an open intent`,
    asked: askWith(kind, overRacks),
    says: /Members of group g1 live in rack-02 and rack-03 too, .*nobody was asked for n1/,
    holders: ['rack-02', 'rack-03'],
  })),
  ...TAKES_OUT.map((kind) => ({
    name: `${kind} while a rack is silent`,
    asked: over(kind, hearing(['rack-03', undefined])),
    says: /No consent from rack-03, which holds b1 of group g1: intent rack-01\/7 .* has not answered; what it does is unknown/,
    holders: ['rack-03'],
  })),
  {
    name: 'a rack that refuses',
    asked: over('drain', hearing(['rack-02', refusalBy('its member a1 is not proven serving: its service fails')])),
    says: /rack-02 refuses: its member a1 is not proven serving/,
    holders: ['rack-02'],
  },
  {
    name: 'a consent that is too old',
    asked: over('drain', hearing(['rack-02', consentOf(['a1'], 0, evidenceAgeMaxMs + 1)])),
    says: /rack-02 consented, but what it saw of a1 is \d+ s old/,
  },
  {
    name: 'a consent from what was seen too long ago, both ages together',
    asked: over('drain', hearing(['rack-02', consentOf(['a1'], 1001, evidenceAgeMaxMs - 1000)])),
    says: /what it saw of a1 is/,
  },
  {
    name: 'a consent from the future',
    asked: over('drain', hearing(['rack-02', consentOf(['a1'], -5000, 1000)])),
    says: /what it saw of a1/,
  },
  {
    name: 'a consent to a question of the future, as a clock that went back would make it',
    asked: over('drain', hearing(['rack-02', consentOf(['a1'], 1000, -500)])),
    says: /what it saw of a1/,
  },
  {
    name: 'a consent that leaves a member out',
    asked: over('drain', hearing(['rack-02', consentOf(['a2'])])),
    says: /rack-02 says nothing of its member a1/,
  },
  {
    name: 'an intent for another node of this rack',
    asked: over('drain', { node: 'n2' }),
    says: /open intent in group g1, rack-01\/7, is for n2/,
    holders: ['n2'],
    counts: { now: 1, after: 2, limit: 1 },
  },
  {
    name: 'an intent under another definition of the group',
    asked: over('drain', { digest: 'sha256:older', hasEffect: true }),
    says: /rack-01\/7 was made under another definition of group g1/,
    holders: ['rack-01/7'],
  },
  {
    name: 'one of its own down, although all others consent',
    asked: askWith('drain', (facts) => withDown(withIntent(overRacks(facts)), 'n2')),
    says: /Group g1 .* needs 3 other members .* 2 of 3 are. n2: /,
    counts: { now: 3, after: 2, limit: 3 },
    holders: ['n2'],
  },
  {
    name: 'too few, although all others consent',
    asked: askWith('drain', (facts) => withIntent(overRacks(facts, ELSEWHERE.slice(1)))),
    says: /needs 3 other members .* 2 of 2 are/,
    counts: { now: 3, after: 2, limit: 3 },
  },
];

const PASSES: readonly { readonly name: string; readonly asked: Asked }[] = [
  ...TAKES_OUT.map((kind) => ({ name: `${kind} with consent from all`, asked: over(kind) })),
  ...(['begin', 'stage', 'begin-recovery'] as const).map((kind) => ({
    name: `${kind} without any consent`,
    asked: askWith(kind, overRacks),
  })),
  {
    name: 'consent exactly at its age limit',
    asked: over('drain', hearing(['rack-02', consentOf(['a1'], 1000, evidenceAgeMaxMs - 1000)])),
  },
  { name: 'a group that is not over racks', asked: askWith('drain', (facts) => facts) },
  { name: 'more said than asked', asked: over('drain', hearing(['rack-02', consentOf(['a1', 'a2'])])) },
];

describe('K04 across racks', () => {
  it.each(REFUSALS)('refuses: $name', (refusal) => {
    expect(problemsOf('K04', refusal)).toEqual([]);
  });
  it.each(PASSES)('has nothing against: $name', ({ asked }) => {
    expect(reasonsBy('K04', asked)).toEqual([]);
    expect(decide(asked.facts, asked.action).kind).toBe('allow');
  });
  it('names every rack that does not consent', () => {
    const none = over('drain', { answers: new Map() });
    expect(reasonsBy('K04', none).flatMap(({ holders }) => holders)).toEqual(['rack-02', 'rack-03']);
  });
  it('takes no member out without consent to bring home a node that serves from the wrong slot, and lets one go that is down', () => {
    const homeward = (facts: Facts) =>
      withDeadMan(
        withHost(inState(overRacks(facts), 'falling-back'), 'n1', { booted: 'B', bootPlan: ['A', 'A'] }),
        'n1',
      );
    const reboot = { kind: 'reboot', node: 'n1' } as const;
    const facts = homeward(ALLOWED.drain.facts);
    expect(reasonsBy('K04', { facts, action: reboot })).not.toEqual([]);
    expect(reasonsBy('K04', { facts: withIntent(facts, { hasEffect: true }), action: reboot })).toEqual([]);
    expect(reasonsBy('K04', { facts: withFailingService(facts, 'n1'), action: reboot })).toEqual([]);
    expect(DIGEST).toBe(facts.groups[0]?.digest);
  });
  it('reaches every objection of its source with a test', () => {
    const source = readFileSync(new URL('./consent-of-others.ts', import.meta.url), 'utf8');
    expect(placesReached('consent-of-others.ts')).toBe(placesIn(source));
  });
});
