// FRU areas as the storage definition lays them out, and everything that may be wrong with them: an area that cannot be believed is named, not used.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { decodeFru } from './decode.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
/** Sets the last byte so that all add up to zero. */
function summed(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1] = 0;
  copy[copy.length - 1] = (0x100 - (copy.reduce((sum, byte) => sum + byte, 0) & 0xff)) & 0xff;
  return copy;
}
/** Filled with zeros to whole blocks of eight bytes, with its length and its checksum in place. */
function area(text: string): Buffer {
  const body = hex(text);
  const whole = Buffer.concat([body, Buffer.alloc(8 - (body.length % 8))]);
  whole[1] = whole.length / 8;
  return summed(whole);
}
const CHASSIS = area('01 00 17 C2 50 4E 42 20 26 C1');
// 2026-06-01 00:00 in minutes since 1996-01-01.
const MADE = Buffer.alloc(3);
MADE.writeUIntLE((1_780_272_000 - 820_454_400) / 60, 0, 3);
const BOARD = area(`01 00 19 ${MADE.toString('hex')} C2 4D 66 C2 4D 42 83 29 DC A6 C2 50 4E C0 02 CA FE C1`);
const PRODUCT = area('01 00 19 C2 4D 66 C2 4E 6F C2 50 4E C2 72 33 C2 53 4E C2 41 54 C0 C1');
const HEADER = summed(Buffer.from([1, 0, 1, 1 + CHASSIS.length / 8, 1 + (CHASSIS.length + BOARD.length) / 8, 0, 0, 0]));
const WHOLE = Buffer.concat([HEADER, CHASSIS, BOARD, PRODUCT]);

describe('FRU data', () => {
  it('is read area by area', () => {
    expect(decodeFru(WHOLE)).toEqual({
      chassis: { type: 0x17, partNumber: 'PN', serialNumber: '2026', custom: [] },
      board: {
        madeS: 1_780_272_000,
        manufacturer: 'Mf',
        product: 'MB',
        serialNumber: 'IPMI',
        partNumber: 'PN',
        custom: ['cafe'],
      },
      product: {
        manufacturer: 'Mf',
        product: 'No',
        partNumber: 'PN',
        version: 'r3',
        serialNumber: 'SN',
        assetTag: 'AT',
        custom: [],
      },
      problems: [],
    });
  });

  it('names an area with a wrong checksum and gives the others', () => {
    const spoilt = Buffer.from(WHOLE);
    spoilt[30] = (spoilt[30] ?? 0) ^ 1;
    const read = decodeFru(spoilt);
    expect(read.board).toBeUndefined();
    expect(read.problems).toEqual(['board: its checksum is wrong']);
    expect(read.product?.product).toBe('No');
  });

  it.each([
    ['an area without bytes', (bytes: Buffer) => bytes.writeUInt8(0, 9), 'chassis: it says that it has no bytes'],
    ['an area that reaches out', (bytes: Buffer) => bytes.writeUInt8(200, 9), /^chassis: area: \d+ bytes where/],
  ])('names %s', (_, spoil, problem) => {
    const spoilt = Buffer.from(WHOLE);
    spoil(spoilt);
    expect(decodeFru(spoilt).problems).toEqual([
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    ]);
  });

  it('names a list of fields without an end, and a field that reaches out', () => {
    const endless = Buffer.concat([
      summed(hex('01 00 01 00 00 00 00 00')),
      summed(hex('01 02 17 C0 C0 C0 C0 C0 C0 C0 C0 C0 C0 C0 C0 00')),
    ]);
    expect(decodeFru(endless).problems).toEqual(['chassis: its list of fields has no end']);
    const far = Buffer.concat([
      summed(hex('01 00 01 00 00 00 00 00')),
      summed(hex('01 02 17 FF 00 00 00 00 00 00 00 00 00 00 00 00')),
    ]);
    expect(decodeFru(far).problems).toEqual(['chassis: a field reaches out of it']);
  });

  it.each(['', '01 00 01', '02 00 00 00 00 00 00 FE', '01 00 00 00 00 00 00 00'])('is none: %s', (bytes) => {
    expect(() => decodeFru(hex(bytes))).toThrow(WireError);
  });

  it('gives a value or a WireError for any bytes behind a right header', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 3, maxLength: 3 }),
        fc.uint8Array({ maxLength: 400 }),
        (offsets, noise) => {
          const header = summed(Buffer.from([1, 0, ...offsets.map((offset) => offset % 40), 0, 0, 0]));
          try {
            decodeFru(Buffer.concat([header, Buffer.from(noise)]));
          } catch (error) {
            expect(error).toBeInstanceOf(WireError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
