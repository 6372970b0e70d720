// A group over three racks as facts, and ways to spoil it, for tests and proofs only. This rack holds n1 and n2 of g1 (with n3, n4 taken out of it),
// rack-02 and rack-03 hold one member each, so that one of four may go.
import { frozen } from '../sample-facts.js';
import type { HeardOpinion, HeldIntent, Question, Share } from '../vocabulary/consent.js';
import type { Facts } from '../vocabulary/facts.js';

export const DIGEST = 'sha256:of-g1';
export const ELSEWHERE: readonly Share[] = [
  { rack: 'rack-02', members: ['a1'] },
  { rack: 'rack-03', members: ['b1'] },
];

export const overRacks = (facts: Facts, elsewhere: readonly Share[] = ELSEWHERE): Facts =>
  frozen({
    ...facts,
    groups: facts.groups.map((group) =>
      group.id === 'g1' ? { ...group, members: ['n1', 'n2'], needed: 2, elsewhere, digest: DIGEST } : group,
    ),
  });

export const consentOf = (members: readonly string[], ageMs = 500, askedAgeMs = 1000): HeardOpinion => ({
  opinion: { kind: 'consent', members: members.map((id) => ({ id, ageMs })) },
  askedAgeMs,
});
export const refusalBy = (text: string): HeardOpinion => ({
  opinion: { kind: 'refuse', because: 'not-serving', text },
  askedAgeMs: 1000,
});

export const ALL_CONSENT: readonly (readonly [string, HeardOpinion])[] = [
  ['rack-02', consentOf(['a1'])],
  ['rack-03', consentOf(['b1'])],
];

export const heldIntent = (change: Partial<HeldIntent> = {}): HeldIntent => ({
  id: 'rack-01/7',
  group: 'g1',
  digest: DIGEST,
  node: 'n1',
  swap: 'swap-of-n1',
  hasEffect: false,
  answers: new Map(ALL_CONSENT),
  askingForMs: 1000,
  ...change,
});

export const withIntent = (facts: Facts, change: Partial<HeldIntent> = {}): Facts =>
  frozen({ ...facts, intents: new Map([['g1', heldIntent(change)]]) });

export const question = (change: Partial<Question> = {}): Question => ({
  intent: 'rack-02/9',
  round: 3,
  group: 'g1',
  digest: DIGEST,
  homeward: false,
  ...change,
});
