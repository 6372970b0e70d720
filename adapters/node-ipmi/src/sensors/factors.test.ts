// From raw bytes to values: every number format, every curve of §43.1, and nothing where there is no number.
import { describe, expect, it } from 'vitest';

import { factorsOf, isNonLinear, valueOf } from './factors.js';

const ONE = { m: 1, b: 0, bExponent: 0, resultExponent: 0 };

describe('the value of a reading', () => {
  it.each([
    [0x30, 'unsigned', 48],
    [0xff, 'unsigned', 255],
    [0xf9, 'twos-complement', -7],
    [0x80, 'twos-complement', -128],
    [0xf8, 'ones-complement', -7],
    [0xff, 'ones-complement', 0],
    [0x07, 'ones-complement', 7],
    [0x07, 'none', undefined],
  ] as const)('raw %i as %s', (raw, format, value) => {
    expect(valueOf(raw, format, ONE, 0)).toBe(value);
  });

  it('is (M x + B 10^K1) 10^K2', () => {
    expect(valueOf(190, 'unsigned', { m: 63, b: 0, bExponent: 0, resultExponent: -3 }, 0)).toBe(11.97);
    expect(valueOf(110, 'unsigned', { m: 5, b: -20, bExponent: 1, resultExponent: -1 }, 0)).toBe(35);
    expect(valueOf(3, 'unsigned', { m: 1, b: 0, bExponent: 0, resultExponent: -1 }, 0)).toBe(0.3);
  });

  it.each([
    [1, 8, Math.log(8)],
    [2, 100, 2],
    [3, 8, 3],
    [4, 2, Math.E ** 2],
    [5, 3, 1000],
    [6, 10, 1024],
    [7, 4, 0.25],
    [8, 12, 144],
    [9, 5, 125],
    [10, 144, 12],
    [11, 125, 5],
  ])('goes through linearisation %i', (linearisation, raw, value) => {
    expect(valueOf(raw, 'unsigned', ONE, linearisation)).toBeCloseTo(value, 9);
  });

  it('is nothing where there is no number', () => {
    expect(valueOf(0, 'unsigned', ONE, 7)).toBeUndefined();
    expect(valueOf(0, 'unsigned', ONE, 1)).toBeUndefined();
    expect(valueOf(0xff, 'twos-complement', ONE, 10)).toBeUndefined();
    expect(valueOf(1, 'unsigned', ONE, 12)).toBeUndefined();
  });

  it('takes the result of asked-for factors as it is', () => {
    expect([isNonLinear(0x6f), isNonLinear(0x70), isNonLinear(0x7f)]).toEqual([false, true, true]);
    expect(valueOf(7, 'unsigned', { ...ONE, m: 3 }, 0x70)).toBe(21);
  });

  it('has ten bits of M and B with their signs, and four of each exponent', () => {
    expect(factorsOf(Buffer.from('ff400280008f', 'hex'))).toEqual({
      m: 511,
      b: -510,
      resultExponent: -8,
      bExponent: -1,
    });
  });
});
