// Golden bytes of Get Sensor Reading, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { getSensorReading } from './get-sensor-reading.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get Sensor Reading', () => {
  it('asks for a sensor by its number', () => {
    expect(getSensorReading.encode({ sensor: 0x30 })).toEqual(hex('30'));
    expect(() => getSensorReading.encode({ sensor: 256 })).toThrow(WireError);
  });

  it('reads the raw byte and the states', () => {
    expect(getSensorReading.decode(hex('BE C0 C0'))).toEqual({ raw: 0xbe, states: 0xc0 });
    expect(getSensorReading.decode(hex('00 C0 01 80'))).toEqual({ raw: 0, states: 0x0001 });
    expect(getSensorReading.decode(hex('00 40 00 C1'))).toEqual({ raw: 0, states: 0x4100 });
    expect(getSensorReading.decode(hex('7F C0'))).toEqual({ raw: 0x7f, states: 0 });
  });

  it('gives nothing of a sensor that is not scanned or not available', () => {
    expect(getSensorReading.decode(hex('55 80 3F'))).toEqual({ raw: undefined, states: 0 });
    expect(getSensorReading.decode(hex('55 E0 3F'))).toEqual({ raw: undefined, states: 0 });
  });

  it('refuses a short answer', () => {
    expect(() => getSensorReading.decode(hex('55'))).toThrow(WireError);
  });
});
