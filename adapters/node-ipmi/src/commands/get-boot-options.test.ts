// Golden bytes of Get System Boot Options, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { getBootFlags } from './get-boot-options.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get System Boot Options', () => {
  it('asks for parameter 5', () => {
    expect(getBootFlags.encode()).toEqual(hex('05 00 00'));
  });

  it('reads the boot flags', () => {
    expect(getBootFlags.decode(hex('01 05 A0 08 00 00 00'))).toEqual({
      device: 'disk',
      selector: 2,
      valid: true,
      persistent: false,
      efi: true,
    });
    expect(getBootFlags.decode(hex('01 05 C0 14 00 00 00'))).toEqual({
      device: 'other',
      selector: 5,
      valid: true,
      persistent: true,
      efi: false,
    });
    expect(getBootFlags.decode(hex('01 05 00 00 00 00 00'))).toMatchObject({ device: 'none', valid: false });
  });

  it('reads a parameter that the BMC marks as locked', () => {
    expect(getBootFlags.decode(hex('01 85 80 04 00 00 00'))).toMatchObject({ device: 'pxe' });
  });

  it('refuses another parameter than the one asked for, and short answers', () => {
    for (const bad of ['01 03 08', '01', '01 05', '01 05 A0']) {
      expect(() => getBootFlags.decode(hex(bad)), bad).toThrow(WireError);
    }
  });
});
