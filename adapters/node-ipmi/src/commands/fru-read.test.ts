// Golden bytes of Read FRU Data, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { fruRead } from './fru-read.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Read FRU Data', () => {
  it('asks for a piece', () => {
    expect(fruRead.encode({ fru: 0, offset: 0x0108, count: 32 })).toEqual(hex('00 08 01 20'));
    expect(() => fruRead.encode({ fru: 0, offset: 0, count: 0 })).toThrow(WireError);
  });

  it('reads what came, and refuses an answer that says more than it holds', () => {
    expect(fruRead.decode(hex('04 01 00 00 01'))).toEqual(hex('01 00 00 01'));
    expect(() => fruRead.decode(hex('05 01 00 00 01'))).toThrow(WireError);
    expect(() => fruRead.decode(hex(''))).toThrow(WireError);
  });
});
