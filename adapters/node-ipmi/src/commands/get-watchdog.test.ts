// Golden bytes of Get Watchdog Timer, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { getWatchdog } from './get-watchdog.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get Watchdog Timer', () => {
  const noneExpired = { 'bios-frb2': false, 'bios-post': false, 'os-load': false, 'sms-os': false, oem: false };

  it('has no request data', () => {
    expect(getWatchdog.encode()).toEqual(hex(''));
  });

  it('reads a running timer', () => {
    expect(getWatchdog.decode(hex('44 01 00 00 70 17 2C 01'))).toEqual({
      running: true,
      use: 'sms-os',
      action: 'reset',
      log: true,
      timeoutMs: 600_000,
      remainingMs: 30_000,
      expired: noneExpired,
    });
  });

  it('reads an expired one, and one that was never set', () => {
    expect(getWatchdog.decode(hex('84 03 00 10 B0 04 00 00'))).toMatchObject({
      running: false,
      action: 'power-cycle',
      log: false,
      remainingMs: 0,
      expired: { ...noneExpired, 'sms-os': true },
    });
    expect(getWatchdog.decode(hex('00 07 00 00 00 00 00 00'))).toMatchObject({ use: 'none', action: 'unknown' });
  });

  it('does not invent a countdown for a BMC that sends none', () => {
    expect(getWatchdog.decode(hex('04 03 00 00 90 01')).remainingMs).toBeUndefined();
    expect(getWatchdog.decode(hex('04 03 00 00 90 01 05')).remainingMs).toBeUndefined();
  });

  it('ignores trailing bytes, refuses a short answer', () => {
    expect(getWatchdog.decode(hex('44 01 00 00 70 17 2C 01 EE EE'))).toMatchObject({ remainingMs: 30_000 });
    expect(() => getWatchdog.decode(hex('44 01 00 00 70'))).toThrow(WireError);
  });
});
