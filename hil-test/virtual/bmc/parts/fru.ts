// The inventory of the machine (Platform Management FRU Information Storage Definition v1.0): chassis, board, product, with every encoding that a
// reader has to know. Must never be built with the reader's own code: these are the bytes that others read too.
const BLOCK_BYTES = 8;
const END_OF_FIELDS = 0xc1;
const ENGLISH = 25;
const RACK_MOUNT = 0x17;
const BCD = '0123456789 -.:,_';

/** 2026-06-01 00:00 UTC, in minutes since 1996. */
const MADE_MINUTES = (1_780_272_000 - 820_454_400) / 60;

const latin = (text: string): Buffer => Buffer.concat([Buffer.from([0xc0 | text.length]), Buffer.from(text, 'latin1')]);
const binary = (bytes: readonly number[]): Buffer => Buffer.from([bytes.length, ...bytes]);

function bcd(text: string): Buffer {
  const nibbles = [...text.padEnd(text.length + (text.length % 2))].map((letter) => BCD.indexOf(letter));
  const bytes = Array.from(
    { length: nibbles.length / 2 },
    (_, at) => ((nibbles[2 * at] ?? 0) << 4) | (nibbles[2 * at + 1] ?? 0),
  );
  return Buffer.from([0x40 | bytes.length, ...bytes]);
}

/** Four characters in three bytes, lowest bits first. */
function sixBit(text: string): Buffer {
  const bits = [...text.toUpperCase()].flatMap((letter) =>
    Array.from({ length: 6 }, (_, bit) => ((letter.charCodeAt(0) - 0x20) >> bit) & 1),
  );
  const bytes = Array.from({ length: Math.ceil(bits.length / 8) }, (_, at) =>
    bits.slice(8 * at, 8 * at + 8).reduce((byte, bit, place) => byte | (bit << place), 0),
  );
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

const zeroSum = (bytes: Buffer): number => (0x100 - (bytes.reduce((sum, byte) => sum + byte, 0) & 0xff)) & 0xff;

function area(head: readonly number[], fields: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from([1, 0, ...head]), ...fields, Buffer.from([END_OF_FIELDS])]);
  const whole = Buffer.alloc(Math.ceil((body.length + 1) / BLOCK_BYTES) * BLOCK_BYTES);
  body.copy(whole);
  whole[1] = whole.length / BLOCK_BYTES;
  whole[whole.length - 1] = zeroSum(whole);
  return whole;
}

/** The whole inventory of the machine called `name`. */
export function fruOf(name: string): Buffer {
  const chassis = area([RACK_MOUNT], [latin('FS-CH-2'), bcd('20260617')]);
  const date = [MADE_MINUTES & 0xff, (MADE_MINUTES >> 8) & 0xff, (MADE_MINUTES >> 16) & 0xff];
  const board = area(
    [ENGLISH, ...date],
    [latin('Farside'), latin('Mainboard'), sixBit('SN-0042-AB12'), latin('FS-MB-7'), latin(''), binary([0xca, 0xfe])],
  );
  const product = area(
    [ENGLISH],
    [latin('Farside'), latin('Virtual node'), latin('FS-N-1'), latin('r3'), latin(name), latin('LUNA-7'), latin('')],
  );
  const offsets = [0, BLOCK_BYTES, BLOCK_BYTES + chassis.length, BLOCK_BYTES + chassis.length + board.length];
  const header = Buffer.from([1, ...offsets.map((offset) => offset / BLOCK_BYTES), 0, 0, 0]);
  header[7] = zeroSum(header.subarray(0, 7));
  return Buffer.concat([header, chassis, board, product]);
}
