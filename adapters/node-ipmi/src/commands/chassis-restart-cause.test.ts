// Golden bytes of Get System Restart Cause, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { chassisRestartCause } from './chassis-restart-cause.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get System Restart Cause', () => {
  it('has no request data', () => {
    expect(chassisRestartCause.encode()).toEqual(hex(''));
  });

  it.each([
    ['01 01', 'chassis-command', 1],
    ['02 00', 'reset-button', 2],
    ['03 00', 'power-button', 3],
    ['04 00', 'watchdog', 4],
    ['06 00', 'policy-always-on', 6],
    ['07 00', 'policy-previous', 7],
    ['0A 00', 'soft-reset', 10],
    ['0B 00', 'clock-wakeup', 11],
    ['00 00', 'unknown', 0],
    ['0F 00', 'unknown', 15],
  ])('reads %s as %s', (bytes, cause, code) => {
    expect(chassisRestartCause.decode(hex(bytes))).toMatchObject({ cause, code });
  });

  it('takes an answer without channel, refuses an empty one', () => {
    expect(chassisRestartCause.decode(hex('04'))).toEqual({ cause: 'watchdog', code: 4, channel: undefined });
    expect(() => chassisRestartCause.decode(hex(''))).toThrow(WireError);
  });
});
