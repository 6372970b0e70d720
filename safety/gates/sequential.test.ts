// The test decides as soon as it can, and errs as seldom as it says: counted over many seeded runs, not argued.
import { describe, expect, it } from 'vitest';
import { sequential } from './sequential.js';

const times = (count: number, isBad: boolean): boolean[] => Array.from({ length: count }, () => isBad);

/** Seeded, so that a failure can be repeated (xorshift32). */
function chance(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
}
function shares(badShare: number, runs = 20_000): { good: number; bad: number; samples: number } {
  const next = chance(20_261_201);
  const ends = { good: 0, bad: 0, undecided: 0 };
  let samples = 0;
  function* stream() {
    for (let count = 0; count < 500; count += 1) {
      samples += 1;
      yield next() < badShare;
    }
  }
  for (let run = 0; run < runs; run += 1) ends[sequential(stream())] += 1;
  return { good: ends.good / runs, bad: ends.bad / runs, samples: samples / runs };
}

describe('the sequential test', () => {
  it('says nothing of no samples', () => {
    expect(sequential([])).toBe('undecided');
  });
  it.each([
    [times(2, true), 'undecided'],
    [times(3, true), 'bad'],
    [times(11, false), 'undecided'],
    [times(12, false), 'good'],
    [[true, ...times(15, false)], 'good'],
    [[true, ...times(14, false)], 'undecided'],
    [[...times(11, false), ...times(7, true)], 'bad'],
  ] as const)('decides as soon as the samples carry it (%#)', (samples, verdict) => {
    expect(sequential(samples)).toBe(verdict);
  });
  it('stops reading once it has decided', () => {
    let read = 0;
    function* endless() {
      for (;;) {
        read += 1;
        yield true;
      }
    }
    expect(sequential(endless())).toBe('bad');
    expect(read).toBe(3);
  });
  it('passes an image that is bad half the time once in a thousand, and fails a good one once in a hundred, or less', () => {
    expect(shares(0.5).good).toBeLessThanOrEqual(0.001);
    expect(shares(0.1).bad).toBeLessThanOrEqual(0.01);
    expect(shares(0.9).good).toBe(0);
    expect(shares(0.01).bad).toBeLessThanOrEqual(0.001);
  });
  it('needs few samples: the clearer the case, the fewer', () => {
    expect(shares(0).samples).toBe(12);
    expect(shares(1).samples).toBe(3);
    expect(shares(0.5).samples).toBeLessThan(15);
  });
});
