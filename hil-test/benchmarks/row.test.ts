// A bar that is not reached must show as not reached, and a peer that is missing must never pass for one that was beaten.
import { describe, expect, it } from 'vitest';
import { barText, row } from './row.js';

describe('a row of a benchmark', () => {
  it('is theirs over ours where less is better', () => {
    expect(row({ name: 'sweep', unit: 'ms', ours: 2, theirs: 20, bar: { atLeast: 10 } })).toMatchObject({
      ratio: 10,
      ok: true,
    });
    expect(row({ name: 'sweep', unit: 'ms', ours: 2.1, theirs: 20, bar: { atLeast: 10 } }).ok).toBe(false);
  });
  it('is ours over theirs for rates and where the bar is at most', () => {
    expect(row({ name: 'rate', unit: '1/s', ours: 30, theirs: 10, bar: { atLeast: 3 } })).toMatchObject({
      ratio: 3,
      ok: true,
    });
    expect(row({ name: 'round trips', unit: 'ms', ours: 30, theirs: 20, bar: { atMost: 1.4 } })).toMatchObject({
      ratio: 1.5,
      ok: false,
    });
  });
  it('passes nothing that could not be compared', () => {
    expect(row({ name: 'sweep', unit: 'ms', ours: 2, theirs: undefined, bar: { atLeast: 1 } })).toMatchObject({
      ratio: undefined,
      ok: false,
    });
    expect(row({ name: 'sweep', unit: 'ms', ours: 0, theirs: 0, bar: { atLeast: 1 } }).ok).toBe(false);
  });
  it('says its bar', () => {
    expect([barText({ atLeast: 10 }), barText({ atMost: 1.4 }), barText(undefined)]).toEqual(['≥ 10', '≤ 1.4', '']);
  });
});
