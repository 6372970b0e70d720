// Golden bytes of Get Channel Cipher Suites, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { decodeCipherSuites, getChannelCipherSuites } from './get-channel-cipher-suites.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get Channel Cipher Suites', () => {
  it('asks for a piece, by suite, of the channel it comes over', () => {
    expect(getChannelCipherSuites.encode({ piece: 0 })).toEqual(hex('0E 00 80'));
    expect(getChannelCipherSuites.encode({ piece: 63 })).toEqual(hex('0E 00 BF'));
    expect(() => getChannelCipherSuites.encode({ piece: 64 })).toThrow(WireError);
  });

  it('takes what follows the channel, 16 bytes at most', () => {
    expect(getChannelCipherSuites.decode(hex('01 C0 11 03 44 81'))).toEqual(hex('C0 11 03 44 81'));
    expect(getChannelCipherSuites.decode(Buffer.alloc(40)).length).toBe(16);
    expect(() => getChannelCipherSuites.decode(hex(''))).toThrow(WireError);
  });

  it("reads standard records and vendors' own", () => {
    expect(decodeCipherSuites(hex('C0 03 01 41 81 C0 11 03 44 81 C1 80 57 01 00 02 43 82'))).toEqual([
      { id: 3, oemIana: undefined, authentication: [1], integrity: [1], confidentiality: [1] },
      { id: 17, oemIana: undefined, authentication: [3], integrity: [4], confidentiality: [1] },
      { id: 128, oemIana: 0x157, authentication: [2], integrity: [3], confidentiality: [2] },
    ]);
    expect(decodeCipherSuites(hex(''))).toEqual([]);
  });

  it.each(['01 C0 03', 'C0', 'C1 80 57 01', `C0 03${' 01'.repeat(9)}`, 'C0 03 '.repeat(33)])(
    'refuses records that are none: %s',
    (records) => {
      expect(() => decodeCipherSuites(hex(records))).toThrow(WireError);
    },
  );
});
