// Golden bytes of Set Watchdog Timer, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { setWatchdog } from './set-watchdog.js';
import type { WatchdogAction, WatchdogUse } from './watchdog.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Set Watchdog Timer', () => {
  it('arms 600 s, SMS/OS, hard reset', () => {
    const setting = { use: 'sms-os', action: 'reset', timeoutMs: 600_000, log: true } as const;
    expect(setWatchdog.encode(setting)).toEqual(hex('04 01 00 10 70 17'));
  });

  it.each([
    [{ use: 'sms-os', action: 'power-cycle', timeoutMs: 120_000, log: true }, '04 03 00 10 B0 04'],
    [{ use: 'os-load', action: 'power-down', timeoutMs: 100, log: false }, '83 02 00 08 01 00'],
    [{ use: 'bios-frb2', action: 'reset', timeoutMs: 6_553_500, log: true, dontStop: true }, '41 01 00 02 FF FF'],
    [{ use: 'bios-post', action: 'reset', timeoutMs: 1_000, log: true, dontStop: false }, '02 01 00 04 0A 00'],
    [{ use: 'oem', action: 'none', timeoutMs: 0, log: false }, '85 00 00 20 00 00'],
  ] as const)('%j is %s', (setting, bytes) => {
    expect(setWatchdog.encode(setting)).toEqual(hex(bytes));
  });

  it('rounds up to the next 100 ms, never down', () => {
    const encoded = setWatchdog.encode({ use: 'sms-os', action: 'reset', timeoutMs: 101, log: true });
    expect(encoded.readUInt16LE(4)).toBe(2);
  });

  it('refuses a time-out that would fire at once or does not fit', () => {
    for (const timeoutMs of [0, -100, 6_553_501, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      const setting = { use: 'sms-os', action: 'reset', timeoutMs, log: true } as const;
      expect(() => setWatchdog.encode(setting), String(timeoutMs)).toThrow(WireError);
    }
  });

  it('does not turn a word it does not know into "no action"', () => {
    const good = { use: 'sms-os', action: 'reset', timeoutMs: 1_000, log: true } as const;
    for (const word of ['', 'hard-reset', 'constructor']) {
      expect(() => setWatchdog.encode({ ...good, action: word as WatchdogAction }), word).toThrow(WireError);
      expect(() => setWatchdog.encode({ ...good, use: word as WatchdogUse }), word).toThrow(WireError);
    }
  });

  it('ignores the stray bytes that ipmi_sim appends', () => {
    expect(setWatchdog.decode(Buffer.alloc(34, 0xee))).toBeUndefined();
  });
});
