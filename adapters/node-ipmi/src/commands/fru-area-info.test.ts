// Golden bytes of Get FRU Inventory Area Info, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { fruAreaInfo } from './fru-area-info.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get FRU Inventory Area Info', () => {
  it('asks for a device and reads its size', () => {
    expect(fruAreaInfo.encode({ fru: 0 })).toEqual(hex('00'));
    expect(() => fruAreaInfo.encode({ fru: 255 })).toThrow(WireError);
    expect(fruAreaInfo.decode(hex('00 01 00'))).toEqual({ bytes: 256, byWords: false });
    expect(fruAreaInfo.decode(hex('00 08 01'))).toEqual({ bytes: 2048, byWords: true });
    expect(() => fruAreaInfo.decode(hex('00 01'))).toThrow(WireError);
  });
});
