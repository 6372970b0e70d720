// The window: once each, not too late, not too early.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SequenceWindow } from './sequence-window.js';

const after = (...numbers: number[]): SequenceWindow => {
  const window = new SequenceWindow();
  for (const number of numbers) window.accept(number);
  return window;
};

describe('SequenceWindow', () => {
  it('takes numbers in order, and late ones once', () => {
    const window = new SequenceWindow();
    expect([1, 2, 5, 3, 4, 3, 5, 1].map((number) => window.accept(number))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('takes 15 ahead and 15 behind, not 16', () => {
    expect(after(1).accept(16)).toBe(true);
    expect(after(1).accept(17)).toBe(false);
    expect(after(10, 20).accept(5)).toBe(true);
    expect(after(10, 20).accept(4)).toBe(false);
  });

  it('never takes 0', () => {
    expect(new SequenceWindow().accept(0)).toBe(false);
    expect(after(3).accept(0)).toBe(false);
  });

  it('is not moved by what it refuses', () => {
    const window = after(1);
    expect(window.accept(5_000)).toBe(false);
    expect(window.accept(2)).toBe(true);
  });

  it('agrees with a plain set of what was seen', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 200 }), (numbers) => {
        const window = new SequenceWindow();
        const seen = new Set([0]);
        let highest = 0;
        for (const number of numbers) {
          const fresh = !seen.has(number) && Math.abs(number - highest) <= 15;
          expect(window.accept(number)).toBe(fresh);
          if (!fresh) continue;
          seen.add(number);
          highest = Math.max(highest, number);
        }
      }),
    );
  });
});
