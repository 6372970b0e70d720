// Golden bytes of DCMI power limit, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { dcmiActivatePowerLimit, dcmiGetPowerLimit, dcmiSetPowerLimit } from './dcmi-power-limit.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('DCMI power limit', () => {
  const limit = { watts: 300, exceeded: 'log', correctionMs: 1000, samplingS: 10 } as const;

  it('is set, with the reserved bytes in their places', () => {
    expect(dcmiSetPowerLimit.encode(limit)).toEqual(hex('DC 00 00 00 11 2C 01 E8 03 00 00 00 00 0A 00'));
    expect(dcmiSetPowerLimit.encode({ ...limit, exceeded: 'power-off' })[4]).toBe(0x01);
    expect(() => dcmiSetPowerLimit.encode({ ...limit, watts: 0 })).toThrow(WireError);
    expect(() => dcmiSetPowerLimit.encode({ ...limit, exceeded: 'off' as 'log' })).toThrow(WireError);
    expect(dcmiSetPowerLimit.decode(hex('DC'))).toBeUndefined();
  });

  it('is read back', () => {
    expect(dcmiGetPowerLimit.encode()).toEqual(hex('DC 00 00'));
    expect(dcmiGetPowerLimit.decode(hex('DC 00 00 11 2C 01 E8 03 00 00 00 00 0A 00'))).toEqual(limit);
    expect(dcmiGetPowerLimit.decode(hex('DC 00 00 02 2C 01 E8 03 00 00 00 00 0A 00')).exceeded).toBe('oem');
    expect(() => dcmiGetPowerLimit.decode(hex('DC 00 00 11 2C'))).toThrow(WireError);
  });

  it('is activated and deactivated', () => {
    expect(dcmiActivatePowerLimit.encode({ active: true })).toEqual(hex('DC 01 00 00'));
    expect(dcmiActivatePowerLimit.encode({ active: false })).toEqual(hex('DC 00 00 00'));
    expect(() => dcmiActivatePowerLimit.decode(hex('DD'))).toThrow(WireError);
  });
});
