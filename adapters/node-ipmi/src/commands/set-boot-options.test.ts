// Golden bytes of Set System Boot Options, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import type { BootDevice } from './boot-options.js';
import { keepBootFlags, setBootFlags } from './set-boot-options.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Set System Boot Options', () => {
  it('keeps the override past 60 s by parameter 3', () => {
    expect(keepBootFlags.encode()).toEqual(hex('03 08'));
  });

  it.each([
    ['disk', true, '05 A0 08 00 00 00'],
    ['disk', false, '05 80 08 00 00 00'],
    ['pxe', true, '05 A0 04 00 00 00'],
    ['bios', false, '05 80 18 00 00 00'],
    ['none', false, '05 00 00 00 00 00'],
    ['none', true, '05 00 00 00 00 00'],
  ] as const)('%s, EFI %s is %s', (device, efi, bytes) => {
    expect(setBootFlags.encode({ device, efi })).toEqual(hex(bytes));
  });

  it('never makes an override persistent', () => {
    for (const device of ['none', 'pxe', 'disk', 'bios'] as const) {
      for (const efi of [true, false]) expect(setBootFlags.encode({ device, efi }).readUInt8(1) & 0x40).toBe(0);
    }
  });

  it('refuses a device it does not know', () => {
    expect(() => setBootFlags.encode({ device: 'floppy' as BootDevice, efi: false })).toThrow(WireError);
  });

  it('reads an empty answer', () => {
    expect(setBootFlags.decode(hex(''))).toBeUndefined();
    expect(keepBootFlags.decode(hex(''))).toBeUndefined();
  });
});
