// Golden bytes of Add SEL Entry, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { selAdd } from './sel-add.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Add SEL Entry', () => {
  const record = hex('00 00 02 00 00 00 00 41 00 04 12 01 6F 01 02 03');

  it('sends one record, once', () => {
    expect(selAdd.encode({ record })).toEqual(record);
    expect(selAdd.repeatable).toBe(false);
    for (const length of [0, 15, 17]) expect(() => selAdd.encode({ record: Buffer.alloc(length) })).toThrow(WireError);
  });

  it('reads the number of the new record', () => {
    expect(selAdd.decode(hex('2A 01'))).toBe(0x012a);
    expect(() => selAdd.decode(hex('2A'))).toThrow(WireError);
  });
});
