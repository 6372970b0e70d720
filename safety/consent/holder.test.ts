// What a holder does with its intent: opened only when nothing but consent is missing, withdrawn without effect, closed by serving alone.
import { describe, expect, it } from 'vitest';
import { decide } from '../kernel.js';
import { healthyRack, NEW, withDown, withHost, withNode, withStop } from '../sample-facts.js';
import { inState } from '../rules/sample-questions.js';
import type { Action } from '../vocabulary/action.js';
import type { Facts } from '../vocabulary/facts.js';
import { groupsToAsk, hasEffect, intentId, isWithdrawnAtStart, moveOf, whyTurnBack } from './holder.js';
import { ALL_CONSENT, consentOf, heldIntent, overRacks, refusalBy, withIntent } from './sample-group.js';

const RACK = overRacks(healthyRack());
const staged = inState(RACK, 'staged');
const drain: Action = { kind: 'drain', node: 'n1', image: NEW };
const PATIENCE_MS = 10_000;
const move = (facts: Facts, change = {}, next: Action | undefined = drain) => {
  const intent = heldIntent(change);
  return moveOf(intent, { ...facts, intents: new Map([['g1', intent]]) }, next, PATIENCE_MS);
};

describe('an intent', () => {
  it('is opened when nothing but consent is missing', () => {
    expect(groupsToAsk(staged, drain)).toEqual(['g1']);
    expect(decide(staged, drain).kind).toBe('refuse');
    expect(decide(withIntent(staged), drain).kind).toBe('allow');
  });
  it.each<[string, Facts, Action]>([
    ['the stop is set', withStop(staged), drain],
    ['a member of its own is down', withDown(staged, 'n2'), drain],
    ['it is open already', withIntent(staged), drain],
    ['it is open for another node', withIntent(staged, { node: 'n2' }), drain],
    ['the group is in this rack alone', inState(healthyRack(), 'staged'), drain],
    ['the action needs none', staged, { kind: 'begin', node: 'n1', image: NEW }],
    ['the image is not there', staged, { ...drain, image: `sha256:${'9'.repeat(64)}` }],
  ])('is not opened when %s', (_, facts, action) => {
    expect(groupsToAsk(facts, action)).toEqual([]);
  });

  it.each<[string, Facts, object, RegExp]>([
    [
      'another rack refuses',
      staged,
      { answers: new Map([['rack-03', refusalBy('it has one itself')]]) },
      /rack-03 refuses/,
    ],
    ['its swap is over', RACK, {}, /swap-of-n1 is over/],
    ['its node is in another swap', staged, { swap: 'swap-9' }, /swap-9 is over/],
    ['the definition changed', staged, { digest: 'sha256:older' }, /definition/],
    ['the group is gone', staged, { group: 'g9' }, /definition/],
    ['something else stands in the way', withStop(staged), {}, /something else/],
    [
      'somebody is silent for too long',
      staged,
      { answers: new Map([['rack-02', consentOf(['a1'])]]), askingForMs: PATIENCE_MS + 1 },
      /rack-03 did not answer/,
    ],
    ['nobody used it for too long', staged, { askingForMs: PATIENCE_MS + 1 }, /not used/],
  ])('without effect is withdrawn when %s', (_, facts, change, why) => {
    expect(move(facts, change)).toEqual({ kind: 'withdraw', why: expect.stringMatching(why) });
  });
  it('without effect is kept while it is asked for, and while it may be used', () => {
    expect(move(staged)).toEqual({ kind: 'keep' });
    expect(move(staged, { answers: new Map() })).toEqual({ kind: 'keep' });
    expect(move(staged, { answers: new Map(), askingForMs: undefined })).toEqual({ kind: 'keep' });
  });

  it('with effect is closed by its member serving again, and by nothing else', () => {
    const effect = { hasEffect: true };
    expect(move(RACK, effect)).toEqual({ kind: 'close', why: 'n1 serves again' });
    const refused = { ...effect, answers: new Map([['rack-03', refusalBy('no')]]), askingForMs: 1e9 };
    expect(move(inState(RACK, 'draining'), refused)).toEqual({ kind: 'keep' });
    expect(move(inState(RACK, 'returning'), effect)).toEqual({ kind: 'keep' });
    expect(move(withDown(RACK, 'n1'), { ...effect, askingForMs: 1e9 })).toEqual({ kind: 'keep' });
    expect(move(withNode(RACK, 'n1', { service: undefined }), effect)).toEqual({ kind: 'keep' });
    expect(move(RACK, { ...effect, node: 'n99' })).toEqual({ kind: 'keep' });
    expect(move(RACK, { ...effect, digest: 'sha256:older' })).toEqual({ kind: 'close', why: 'n1 serves again' });
  });
  it('has effect from whatever may take the member out', () => {
    expect((['drain', 'arm', 'reboot', 'reboot-once'] as const).every(hasEffect)).toBe(true);
    expect(
      (['begin', 'begin-recovery', 'stage', 'undrain', 'disarm', 'kick', 'mark-good'] as const).some(hasEffect),
    ).toBe(false);
  });
  it('after a crash is withdrawn without effect and recovered with it', () => {
    expect(isWithdrawnAtStart(heldIntent())).toBe(true);
    expect(isWithdrawnAtStart(heldIntent({ hasEffect: true }))).toBe(false);
  });
  it('turns its swap back when a giver says no, once it has effect', () => {
    const answers = new Map([...ALL_CONSENT, ['rack-03', refusalBy('b1 fails')] as const]);
    expect(whyTurnBack(withIntent(staged, { hasEffect: true, answers }), 'swap-of-n1')).toBe('rack-03: b1 fails');
    expect(whyTurnBack(withIntent(staged, { hasEffect: true }), 'swap-of-n1')).toBeUndefined();
    expect(whyTurnBack(withIntent(staged, { answers }), 'swap-of-n1')).toBeUndefined();
    expect(whyTurnBack(withIntent(staged, { hasEffect: true, answers }), 'swap-9')).toBeUndefined();
    expect(whyTurnBack(staged, 'swap-of-n1')).toBeUndefined();
  });
  it('is asked for again by a node that serves on its way home, under the intent it still has', () => {
    const homeward = withHost(inState(RACK, 'falling-back'), 'n1', { booted: 'B', bootPlan: ['A', 'A'] });
    const arm: Action = { kind: 'arm', node: 'n1', timeoutMs: homeward.limits.watchdogTimeoutMs };
    expect(decide(homeward, arm).kind).toBe('refuse');
    expect(groupsToAsk(homeward, arm)).toEqual(['g1']);
    expect(decide(withIntent(homeward, { hasEffect: true }), arm).kind).toBe('allow');
  });
  it('is named for its rack and a row of its log', () => {
    expect(intentId('rack-01', 57)).toBe('rack-01/57');
  });
});
