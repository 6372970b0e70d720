// From a raw byte to a value: y = L((M x + B 10^K1) 10^K2) (IPMI v2.0 §36.3), with x read in the sensor's own number format.
// Must never give a number that is none: what cannot be worked out is undefined.

/** M, B and the exponents K1 (of B) and K2 (of the result). */
export interface Factors {
  readonly m: number;
  readonly b: number;
  readonly bExponent: number;
  readonly resultExponent: number;
}

/** Bits 7:6 of the units byte (§43.1, byte 21). `none`: the sensor has no analog reading. */
export const NUMBER_FORMATS = ['unsigned', 'ones-complement', 'twos-complement', 'none'] as const;
export type NumberFormat = (typeof NUMBER_FORMATS)[number];

const signed = (value: number, bits: number): number => (value >= 1 << (bits - 1) ? value - (1 << bits) : value);

/** Six bytes as in a full sensor record from M on: M, M and tolerance, B, B and accuracy, accuracy, exponents. Checked by the caller. */
export function factorsOf(bytes: Buffer): Factors {
  const exponents = bytes.readUInt8(5);
  return {
    m: signed(((bytes.readUInt8(1) & 0xc0) << 2) | bytes.readUInt8(0), 10),
    b: signed(((bytes.readUInt8(3) & 0xc0) << 2) | bytes.readUInt8(2), 10),
    resultExponent: signed(exponents >> 4, 4),
    bExponent: signed(exponents & 0x0f, 4),
  };
}

/** §43.1, byte 24: what is applied to the linear result. */
const LINEARISATIONS: readonly ((value: number) => number)[] = [
  (value) => value,
  Math.log,
  Math.log10,
  Math.log2,
  Math.exp,
  (value) => 10 ** value,
  (value) => 2 ** value,
  (value) => 1 / value,
  (value) => value ** 2,
  (value) => value ** 3,
  Math.sqrt,
  Math.cbrt,
];
/** From here on the factors depend on the reading: they are asked for, and the result is taken as it is. */
const NON_LINEAR = 0x70;

export const isNonLinear = (linearisation: number): boolean => linearisation >= NON_LINEAR;

function numberOf(raw: number, format: NumberFormat): number | undefined {
  switch (format) {
    case 'unsigned':
      return raw;
    case 'ones-complement':
      return raw < 0x80 ? raw : raw - 0xff;
    case 'twos-complement':
      return signed(raw, 8);
    case 'none':
      return undefined;
  }
}

/** Undefined for a reserved linearisation, a sensor without an analog reading, and whatever is not finite (1/0, the log of nothing). */
export function valueOf(
  raw: number,
  format: NumberFormat,
  { m, b, bExponent, resultExponent }: Factors,
  linearisation: number,
): number | undefined {
  const x = numberOf(raw, format);
  const shape = isNonLinear(linearisation) ? LINEARISATIONS[0] : LINEARISATIONS[linearisation];
  if (x === undefined || shape === undefined) return undefined;
  const value = shape((m * x + b * 10 ** bExponent) * 10 ** resultExponent);
  // Twelve digits: 3 * 0.1 is 0.3 to whoever reads it, and no sensor of 8 bits has more.
  return Number.isFinite(value) ? Number(value.toPrecision(12)) : undefined;
}
