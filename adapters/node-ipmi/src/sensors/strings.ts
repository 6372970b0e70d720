// Strings with a type and a length in one byte (IPMI v2.0 §43.15; FRU information storage definition v1.0 §13): binary, BCD plus, packed
// 6-bit ASCII, 8-bit. Must never print a control character, nor read past the bytes that are there.

const KINDS = ['binary', 'bcd', 'six-bit', 'latin1'] as const;
const LENGTH_MASK = 0x3f;
const SDR_LENGTH_MASK = 0x1f;
const BCD = '0123456789 -.:,_';

const printable = (text: string): string => text.replace(/[\x00-\x1f\x7f-\x9f]/g, '?');

/** The name of a sensor: at most 16 bytes; what is cut short is taken as far as it goes. */
export function idString(typeLength: number, bytes: Buffer): string {
  return textOf(typeLength, bytes.subarray(0, typeLength & SDR_LENGTH_MASK));
}

export const fieldBytes = (typeLength: number): number => typeLength & LENGTH_MASK;

/** Binary fields are shown in hexadecimal. */
export function textOf(typeLength: number, bytes: Buffer): string {
  switch (KINDS[typeLength >> 6] ?? 'binary') {
    case 'binary':
      return bytes.toString('hex');
    case 'bcd':
      return bytes.toString('hex').replace(/[a-f]/g, (digit) => BCD[Number.parseInt(digit, 16)] ?? '?');
    case 'six-bit':
      return sixBit(bytes);
    case 'latin1':
      return printable(bytes.toString('latin1'));
  }
}

/** Three bytes hold four characters, lowest bits first, from the space on. */
function sixBit(bytes: Buffer): string {
  const text = Buffer.alloc(Math.floor((bytes.length * 8) / 6));
  for (let at = 0, held = 0, bits = 0, next = 0; at < text.length; at += 1, held >>= 6, bits -= 6) {
    if (bits < 6) {
      held |= bytes.readUInt8(next) << bits;
      next += 1;
      bits += 8;
    }
    text.writeUInt8(0x20 + (held & 0x3f), at);
  }
  return text.toString('latin1');
}
