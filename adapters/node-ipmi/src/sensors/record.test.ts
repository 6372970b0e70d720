// A full and a compact sensor record, byte by byte as §43.1 and §43.2 lay them out. Must never be made by the code under test.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { unitName } from './names.js';
import { decodeSensorRecord } from './record.js';
import { statesOf } from './states.js';
import { idString, textOf } from './strings.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const FULL = hex(`
  03 00 51 01 2E
  20 00 30 07 81 7F 44 02 01  00 00 00 00 1B 00
  00 04 00 00  3F 00 00 00 00 D0
  00 00 00 00 FF 00
  00 D2 CD 00 AF B4
  00 00 00 00 00
  C3 31 32 56`);
const COMPACT = hex(`
  0A 00 51 02 20
  20 00 50 07 01 7F 40 08 6F  00 00 00 00 FF 7F
  C0 00 00 01 00
  00 00 00 00 00 00
  C5 50 53 55 20 31`);

describe('a sensor record', () => {
  it('of the full kind has factors and the thresholds that can be read', () => {
    expect(decodeSensorRecord(FULL)).toEqual({
      recordId: 3,
      name: '12V',
      sensor: 0x30,
      ownerId: 0x20,
      ownerLun: 0,
      entityId: 7,
      entityInstance: 1,
      sensorType: 2,
      readingType: 1,
      unit: 'V',
      analog: {
        format: 'unsigned',
        linearisation: 0,
        factors: { m: 63, b: 0, resultExponent: -3, bExponent: 0 },
        thresholds: {
          'lower-non-critical': 0xb4,
          'lower-critical': 0xaf,
          'upper-non-critical': 0xcd,
          'upper-critical': 0xd2,
        },
      },
    });
  });

  it('of the compact kind has states only', () => {
    expect(decodeSensorRecord(COMPACT)).toMatchObject({
      name: 'PSU 1',
      sensor: 0x50,
      readingType: 0x6f,
      analog: undefined,
    });
  });

  it('of another kind describes no sensor', () => {
    expect(decodeSensorRecord(hex('01 00 51 12 0E 20 00 00 86 00 00 00 07 01 00 C3 42 4D 43'))).toBeUndefined();
  });

  it('that is cut off is none, wherever it is cut', () => {
    for (const [record, head] of [
      [FULL, 48],
      [COMPACT, 32],
    ] as const)
      for (let length = 0; length < head; length += 1)
        expect(() => decodeSensorRecord(record.subarray(0, length)), String(length)).toThrow(WireError);
    expect(decodeSensorRecord(FULL.subarray(0, 49))?.name).toBe('1');
  });

  it('that has no analog reading has none, full or not', () => {
    const record = Buffer.from(FULL);
    record[20] = 0xc0;
    expect(decodeSensorRecord(record)?.analog).toBeUndefined();
  });
});

describe('words for numbers', () => {
  it.each([
    [0x00, 1, 0, '°C'],
    [0x01, 0, 0, '%'],
    [0x00, 18, 0, 'rpm'],
    [0x18, 17, 0, 'cfm/s'],
    [0x02, 7, 22, 'J/s'],
    [0x04, 6, 24, 'W·h'],
    [0x00, 0xf0, 0, 'unit F0h'],
  ])('units %i %i %i', (flags, base, modifier, name) => {
    expect(unitName(flags, base, modifier)).toBe(name);
  });

  it('states, thresholds by name, and no reserved bit of a threshold', () => {
    expect(statesOf(0xc0 | 0x18, 0x01)).toEqual(['upper-non-critical', 'upper-critical']);
    expect(statesOf(0x02, 0x08)).toEqual(['present']);
    expect(statesOf(0x0001, 0x6f)).toEqual(['state 0']);
    expect(statesOf(0x8000, 0x6f)).toEqual([]);
  });

  it('strings in each encoding, and no control character', () => {
    expect(textOf(0xc3, Buffer.from('ab\u0007', 'latin1'))).toBe('ab?');
    expect(textOf(0x02, hex('CA FE'))).toBe('cafe');
    expect(textOf(0x43, hex('20 26 AB'))).toBe('2026 -');
    expect(textOf(0x83, hex('29 DC A6'))).toBe('IPMI');
    expect(idString(0xc4, Buffer.from('Fan 1'))).toBe('Fan ');
    expect(idString(0xdf, Buffer.from('short'))).toBe('short');
  });
});
