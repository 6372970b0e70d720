// Waits, and what they are for: three racks that ask for the same group for ever all get their turn, in a world of seeds and virtual time.
import { describe, expect, it } from 'vitest';
import { afterRefusalMs, afterTurnMs } from './back-off.js';

const BACK_OFF = { windowMs: 8000 };

/** A small generator of our own, so that a seed is a run (mulberry32). */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ASKING_MS = 400;
const OUT_MS = 60_000;

/**
 * Three racks want the group, always. One that asks holds its intent while it asks; it goes if nobody else held one meanwhile, and is refused if
 * somebody does. Returns how often each went in `turns` turns, and the longest any waited, counted in turns of others.
 */
function contend(seed: number, turns: number, waits: { refused: typeof afterRefusalMs; turn: typeof afterTurnMs }) {
  const next = chance(seed);
  // All begin in the same moment: the worst for them.
  const racks = [0, 1, 2].map(() => ({ atMs: 0, asksSinceMs: -1, outUntilMs: -1, went: 0, sinceTurns: 0 }));
  let went = 0;
  let longest = 0;
  for (let steps = 0; went < turns && steps < turns * 10_000; steps += 1) {
    const rack = racks.reduce((a, b) => (b.atMs < a.atMs ? b : a));
    const nowMs = rack.atMs;
    const others = racks.filter((one) => one !== rack);
    const held = others.some((one) => one.asksSinceMs >= 0 || one.outUntilMs > nowMs);
    if (rack.outUntilMs >= 0) {
      rack.outUntilMs = -1;
      rack.atMs = nowMs + waits.turn(BACK_OFF, next());
    } else if (rack.asksSinceMs < 0) {
      rack.asksSinceMs = nowMs;
      rack.atMs = nowMs + ASKING_MS;
      // Whoever asks while another asks refuses it, and is refused.
      if (held) for (const one of [rack, ...others.filter(({ asksSinceMs }) => asksSinceMs >= 0)]) spoil(one);
    } else if (spoiled.delete(rack) || held) {
      rack.asksSinceMs = -1;
      rack.atMs = nowMs + waits.refused(BACK_OFF, next());
    } else {
      rack.asksSinceMs = -1;
      rack.outUntilMs = nowMs + OUT_MS;
      rack.atMs = rack.outUntilMs;
      rack.went += 1;
      went += 1;
      longest = Math.max(longest, rack.sinceTurns);
      rack.sinceTurns = 0;
      for (const one of others) one.sinceTurns += 1;
    }
  }
  return { went: racks.map((rack) => rack.went), longest };
}
const spoiled = new Set<object>();
const spoil = (rack: object): void => {
  spoiled.add(rack);
};

describe('back-off', () => {
  it('waits some of the window after a refusal and all of it after a turn, whatever chance says', () => {
    for (const jitter of [0, 0.25, 0.999, 1, -3, 7]) {
      expect(afterRefusalMs(BACK_OFF, jitter)).toBeGreaterThanOrEqual(1000);
      expect(afterRefusalMs(BACK_OFF, jitter)).toBeLessThanOrEqual(8000);
      expect(afterTurnMs(BACK_OFF, jitter)).toBeGreaterThanOrEqual(8000);
      expect(afterTurnMs(BACK_OFF, jitter)).toBeLessThanOrEqual(16_000);
    }
    expect(afterRefusalMs(BACK_OFF, 0.5)).toBe(4500);
  });

  /** Of 120 turns with each of 200 seeds: the fewest that any rack had, and the most turns of others that any waited for. */
  function worst(refused: typeof afterRefusalMs, turn: typeof afterTurnMs): { fewest: number; longest: number } {
    const runs = Array.from({ length: 200 }, (_, seed) => contend(seed + 1, 120, { refused, turn }));
    return {
      fewest: Math.min(...runs.flatMap(({ went }) => went)),
      longest: Math.max(...runs.map(({ longest }) => longest)),
    };
  }

  it('lets three racks that ask for ever all have their turn', () => {
    const { fewest, longest } = worst(afterRefusalMs, afterTurnMs);
    expect(fewest).toBeGreaterThanOrEqual(28);
    expect(longest).toBeLessThanOrEqual(20);
  });

  it('is what makes the difference: in lockstep nobody ever goes, and without the wait after a turn some wait far longer', () => {
    expect(contend(1, 120, { refused: () => 1000, turn: afterTurnMs }).went).toEqual([0, 0, 0]);
    const greedy = worst(afterRefusalMs, () => 0);
    expect(greedy.fewest).toBeLessThan(20);
    expect(greedy.longest).toBeGreaterThan(40);
  });
});
