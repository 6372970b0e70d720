// Golden bytes of Get Chassis Status, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { chassisStatus } from './chassis-status.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get Chassis Status', () => {
  it('has no request data', () => {
    expect(chassisStatus.encode()).toEqual(hex(''));
  });

  it('reads power, policy and faults', () => {
    expect(chassisStatus.decode(hex('21 10 00'))).toEqual({
      powerOn: true,
      overload: false,
      interlock: false,
      powerFault: false,
      powerControlFault: false,
      restorePolicy: 'previous',
      lastPowerEvent: { mainsFailed: false, overload: false, interlock: false, powerFault: false, onByCommand: true },
    });
    expect(chassisStatus.decode(hex('5E 0F 00 70'))).toEqual({
      powerOn: false,
      overload: true,
      interlock: true,
      powerFault: true,
      powerControlFault: true,
      restorePolicy: 'always-on',
      lastPowerEvent: { mainsFailed: true, overload: true, interlock: true, powerFault: true, onByCommand: false },
    });
  });

  it.each([
    ['00', 'stay-off'],
    ['20', 'previous'],
    ['40', 'always-on'],
    ['60', 'unknown'],
  ])('reads restore policy bits %s as %s', (byte, restorePolicy) => {
    expect(chassisStatus.decode(hex(`${byte} 00 00`))).toMatchObject({ restorePolicy });
  });

  it('refuses a short answer', () => {
    expect(() => chassisStatus.decode(hex('21'))).toThrow(WireError);
  });
});
