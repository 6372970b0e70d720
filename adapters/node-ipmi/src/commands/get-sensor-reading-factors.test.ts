// Golden bytes of Get Sensor Reading Factors, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { getSensorReadingFactors } from './get-sensor-reading-factors.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get Sensor Reading Factors', () => {
  it('asks for the factors of one reading', () => {
    expect(getSensorReadingFactors.encode({ sensor: 0x30, raw: 0x64 })).toEqual(hex('30 64'));
  });

  it('reads M, B and both exponents, signs included', () => {
    expect(getSensorReadingFactors.decode(hex('65 3F 00 EC C0 00 F1'))).toEqual({
      m: 63,
      b: -20,
      resultExponent: -1,
      bExponent: 1,
    });
    expect(getSensorReadingFactors.decode(hex('65 00 80 FF 40 00 0F'))).toEqual({
      m: -512,
      b: 511,
      resultExponent: 0,
      bExponent: -1,
    });
    expect(() => getSensorReadingFactors.decode(Buffer.alloc(6))).toThrow(WireError);
  });
});
