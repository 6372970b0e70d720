// Golden bytes of Clear SEL, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { selClear } from './sel-clear.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Clear SEL', () => {
  it('quotes the reservation and the letters CLR', () => {
    expect(selClear.encode({ reservation: 0x1234, action: 'erase' })).toEqual(hex('34 12 43 4C 52 AA'));
    expect(selClear.encode({ reservation: 1, action: 'status' })).toEqual(hex('01 00 43 4C 52 00'));
    expect(() => selClear.encode({ reservation: 0x10000, action: 'erase' })).toThrow(WireError);
  });

  it('tells erasing from erased', () => {
    expect(selClear.decode(hex('00'))).toBe('erasing');
    expect(selClear.decode(hex('01'))).toBe('erased');
    expect(() => selClear.decode(hex(''))).toThrow(WireError);
  });
});
