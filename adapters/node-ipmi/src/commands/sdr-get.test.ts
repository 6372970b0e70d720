// Golden bytes of Get SDR, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { sdrGet } from './sdr-get.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get SDR', () => {
  it('asks for a piece of a record under a reservation', () => {
    expect(sdrGet.encode({ reservation: 0x1234, recordId: 0x0201, offset: 5, count: 32 })).toEqual(
      hex('34 12 01 02 05 20'),
    );
    expect(() => sdrGet.encode({ reservation: 1, recordId: 1, offset: 0, count: 0 })).toThrow(WireError);
    expect(() => sdrGet.encode({ reservation: 1, recordId: 1, offset: 256, count: 1 })).toThrow(WireError);
  });

  it('reads the next number and the piece', () => {
    expect(sdrGet.decode(hex('FF FF 01 00 51 01 33'))).toEqual({ nextRecordId: 0xffff, bytes: hex('01 00 51 01 33') });
    expect(() => sdrGet.decode(hex('FF'))).toThrow(WireError);
  });
});
