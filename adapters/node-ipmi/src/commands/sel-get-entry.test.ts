// Golden bytes of Get SEL Entry, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { SEL_FIRST, selGetEntry } from './sel-get-entry.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get SEL Entry', () => {
  it('asks for a whole record without a reservation', () => {
    expect(selGetEntry.encode({ recordId: SEL_FIRST })).toEqual(hex('00 00 00 00 00 FF'));
    expect(selGetEntry.encode({ recordId: 0x1234 })).toEqual(hex('00 00 34 12 00 FF'));
    expect(() => selGetEntry.encode({ recordId: 0x10000 })).toThrow(WireError);
  });

  it('reads a watchdog event', () => {
    expect(selGetEntry.decode(hex('FF FF 01 00 02 78 56 34 12 20 00 04 23 00 6F C1 44 FF'))).toEqual({
      nextRecordId: 0xffff,
      recordId: 1,
      recordType: 2,
      event: {
        timestampS: 0x12345678,
        generatorId: 0x20,
        sensorType: 0x23,
        sensorNumber: 0,
        asserted: true,
        eventType: 0x6f,
        eventData: [0xc1, 0x44, 0xff],
      },
    });
  });

  it('reads an OEM record without guessing at its content', () => {
    const entry = selGetEntry.decode(hex('02 00 01 00 C0 78 56 34 12 20 00 04 23 00 6F C1 44 FF'));
    expect(entry).toEqual({ nextRecordId: 2, recordId: 1, recordType: 0xc0, event: undefined });
  });

  it('refuses a short answer', () => {
    expect(() => selGetEntry.decode(hex('FF FF 01 00 02 78 56 34 12 20 00 04 23 00 6F C1 44'))).toThrow(WireError);
  });
});
