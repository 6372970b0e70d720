// Golden bytes of Get SEL Info, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { selInfo } from './sel-info.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get SEL Info', () => {
  it('has no request data', () => {
    expect(selInfo.encode()).toEqual(hex(''));
  });

  it('reads counts, times and the overflow bit', () => {
    expect(selInfo.decode(hex('51 03 00 80 3E 00 00 00 60 01 00 00 60 80'))).toEqual({
      entries: 3,
      freeBytes: 16_000,
      lastAddS: 0x60000000,
      lastEraseS: 0x60000001,
      overflow: true,
    });
  });

  it('refuses a short answer', () => {
    expect(() => selInfo.decode(hex('51 03 00 80 3E 00 00 00 60 01 00 00 60'))).toThrow(WireError);
  });
});
