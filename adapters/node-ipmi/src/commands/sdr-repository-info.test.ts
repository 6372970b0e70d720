// Golden bytes of Get SDR Repository Info, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { sdrRepositoryInfo } from './sdr-repository-info.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get SDR Repository Info', () => {
  it('reads counts, times and what may be done', () => {
    expect(sdrRepositoryInfo.encode()).toEqual(hex(''));
    expect(sdrRepositoryInfo.decode(hex('51 0A 00 00 10 00 00 00 60 01 00 00 60 82'))).toEqual({
      records: 10,
      freeBytes: 4096,
      lastAddS: 0x60000000,
      lastEraseS: 0x60000001,
      overflow: true,
      reservable: true,
    });
    expect(() => sdrRepositoryInfo.decode(Buffer.alloc(13))).toThrow(WireError);
  });
});
