// Golden bytes of Reserve SDR Repository, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { sdrReserve } from './sdr-reserve.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Reserve SDR Repository', () => {
  it('asks without data and reads a number', () => {
    expect(sdrReserve.encode()).toEqual(hex(''));
    expect(sdrReserve.decode(hex('01 80'))).toBe(0x8001);
    expect(() => sdrReserve.decode(hex(''))).toThrow(WireError);
  });
});
