// What a holder hears, and what it does not: answers to older intents and rounds, answers that come twice or in another order.
import { describe, expect, it } from 'vitest';
import type { Answer } from '../vocabulary/consent.js';
import { askAgain, hear, hearWarning, opinionsAt, startAsking } from './asking.js';

const yes = (round: number, intent = 'rack-01/7'): Answer => ({
  kind: 'consent',
  intent,
  round,
  members: [{ id: 'a1', ageMs: 10 }],
});
const no = (round: number): Answer => ({
  kind: 'refuse',
  intent: 'rack-01/7',
  round,
  because: 'intent',
  text: 'it has an intent',
});
const asked = startAsking('rack-01/7', 5, 1000);
const kindOf = (asking: typeof asked) => asking.heard.get('rack-02')?.opinion.kind;

describe('an asking', () => {
  it('hears an answer to its intent and round, as old as its question', () => {
    const heard = hear(asked, 'rack-02', yes(5));
    expect(opinionsAt(heard, 1700).get('rack-02')).toEqual({
      opinion: { kind: 'consent', members: [{ id: 'a1', ageMs: 10 }] },
      askedAgeMs: 700,
    });
    expect(opinionsAt(heard, 1700).get('rack-03')).toBeUndefined();
  });
  it.each([
    ['an older intent', yes(5, 'rack-01/6')],
    ['an older round', yes(4)],
    ['a round that was never asked', yes(6)],
  ])('does not hear an answer to %s', (_, answer) => {
    expect(hear(asked, 'rack-02', answer)).toBe(asked);
  });
  it('within a round never turns a no into a yes, whatever comes twice or late', () => {
    expect(kindOf(hear(hear(asked, 'rack-02', yes(5)), 'rack-02', no(5)))).toBe('refuse');
    expect(kindOf(hear(hear(asked, 'rack-02', no(5)), 'rack-02', yes(5)))).toBe('refuse');
    expect(kindOf(hear(hearWarning(asked, 'rack-02', 'a1 fails'), 'rack-02', yes(5)))).toBe('refuse');
    expect(kindOf(hearWarning(hear(asked, 'rack-02', yes(5)), 'rack-02', 'a1 fails'))).toBe('refuse');
  });
  it('in the next round keeps what was said, with its age, until it is said anew', () => {
    const again = askAgain(hear(asked, 'rack-02', yes(5)), 3000);
    expect(opinionsAt(again, 3500).get('rack-02')?.askedAgeMs).toBe(2500);
    expect(opinionsAt(hear(again, 'rack-02', yes(6)), 3500).get('rack-02')?.askedAgeMs).toBe(500);
    expect(hear(again, 'rack-02', yes(5))).toBe(again);
    const refused = askAgain(hear(asked, 'rack-02', no(5)), 3000);
    expect(kindOf(refused)).toBe('refuse');
    expect(kindOf(hear(refused, 'rack-02', yes(6)))).toBe('consent');
  });
});
