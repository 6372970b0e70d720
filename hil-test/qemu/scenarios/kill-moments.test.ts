// No state from arming on may be left out, and a node that did something else than a moment allows is found. Without the bench.
import { describe, expect, it } from 'vitest';
import { isEnd, SWAP_STATES } from '#safety/vocabulary/swap-state.js';
import { SCENARIOS } from './all.js';
import { KILL_MOMENTS, type KillMoment, wayOf } from './kill-moments.js';

const named = (name: string): KillMoment => {
  const found = KILL_MOMENTS.find((moment) => moment.name === name);
  if (found === undefined) throw new Error(`there is no moment ${name}`);
  return found;
};

describe('the moments of a supervisor dead for good', () => {
  it('are in every state from arming on but recovering, which takes a link that is down for minutes', () => {
    const fromArming = SWAP_STATES.slice(SWAP_STATES.indexOf('arming')).filter((state) => !isEnd(state));
    const killedIn = new Set(KILL_MOMENTS.map(({ state }) => state));
    expect(fromArming.filter((state) => !killedIn.has(state))).toEqual(['recovering']);
  });

  it('are scenarios each, of which one is run by default', () => {
    const scenarios = SCENARIOS.filter(({ name }) => name.startsWith('supervisor-killed-'));
    expect(scenarios.map(({ name }) => name)).toEqual(KILL_MOMENTS.map(({ name }) => `supervisor-killed-${name}`));
    expect(scenarios.filter((one) => one.onlyOnRequest !== true).map(({ name }) => name)).toEqual([
      'supervisor-killed-validating',
    ]);
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
  });

  it('never end in a slot that was not booted last', () => {
    for (const { ways } of KILL_MOMENTS)
      for (const { boots, ends } of ways) expect(boots.at(-1)).toBe(ends === 'committed' ? 'new' : 'home');
  });

  it('know a way home from anything else', () => {
    expect(wayOf(named('committing'), ['new', 'new'])?.ends).toBe('committed');
    expect(wayOf(named('committing'), ['new', 'home'])?.ends).toBe('fell-back');
    // Never tried at all, tried once more than its one try, left in the slot on trial, or booted once too often.
    expect(wayOf(named('validating'), ['home'])).toBeUndefined();
    expect(wayOf(named('validating'), ['new', 'new'])).toBeUndefined();
    expect(wayOf(named('validating'), ['new'])).toBeUndefined();
    expect(wayOf(named('validating'), ['new', 'home', 'home'])).toBeUndefined();
    // An arming that led into the new slot is what ADR 0005 is about.
    expect(wayOf(named('arming'), ['new'])).toBeUndefined();
  });
});
