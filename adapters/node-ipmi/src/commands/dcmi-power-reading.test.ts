// Golden bytes of DCMI Get Power Reading, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { dcmiPowerReading } from './dcmi-power-reading.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('DCMI Get Power Reading', () => {
  it('asks for the system power of group DCh', () => {
    expect(dcmiPowerReading.netFn).toBe(0x2c);
    expect(dcmiPowerReading.encode()).toEqual(hex('DC 01 00 00'));
  });

  it('reads watts, time, period and whether it measures', () => {
    expect(dcmiPowerReading.decode(hex('DC F0 00 64 00 2C 01 E6 00 00 00 00 60 E8 03 00 00 40'))).toEqual({
      watts: 240,
      minWatts: 100,
      maxWatts: 300,
      meanWatts: 230,
      timestampS: 0x60000000,
      periodMs: 1000,
      measuring: true,
    });
  });

  it('refuses another group and a short answer', () => {
    expect(() => dcmiPowerReading.decode(hex('DD F0 00 64 00 2C 01 E6 00 00 00 00 60 E8 03 00 00 40'))).toThrow(
      WireError,
    );
    expect(() => dcmiPowerReading.decode(hex('DC F0 00'))).toThrow(WireError);
  });
});
