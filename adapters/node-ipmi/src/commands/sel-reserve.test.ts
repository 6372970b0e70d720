// Golden bytes of Reserve SEL, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { selReserve } from './sel-reserve.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Reserve SEL', () => {
  it('asks without data and reads a number', () => {
    expect(selReserve.encode()).toEqual(hex(''));
    expect(selReserve.decode(hex('34 12'))).toBe(0x1234);
    expect(() => selReserve.decode(hex('34'))).toThrow(WireError);
  });
});
