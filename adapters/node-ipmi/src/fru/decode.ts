// FRU information (Platform Management FRU Information Storage Definition v1.0): chassis, board and product areas. An area whose checksum is wrong
// is named as a problem and its fields are not believed. Must never follow an offset out of the data, nor read a list of fields without an end.

import { needBytes, WireError } from '../wire/wire-error.js';
import { fieldBytes, textOf } from '../sensors/strings.js';

const HEADER_BYTES = 8;
const BLOCK_BYTES = 8;
const FORMAT_1 = 0x01;
const END_OF_FIELDS = 0xc1;
const FIELDS_MAX = 64;
/** Minutes since 1996-01-01 00:00 UTC (§11). */
const EPOCH_1996_S = 820_454_400;

export interface FruChassis {
  readonly type: number;
  readonly partNumber: string;
  readonly serialNumber: string;
  readonly custom: readonly string[];
}
export interface FruBoard {
  /** Seconds since 1970; undefined where none is recorded. */
  readonly madeS: number | undefined;
  readonly manufacturer: string;
  readonly product: string;
  readonly serialNumber: string;
  readonly partNumber: string;
  readonly custom: readonly string[];
}
export interface FruProduct {
  readonly manufacturer: string;
  readonly product: string;
  readonly partNumber: string;
  readonly version: string;
  readonly serialNumber: string;
  readonly assetTag: string;
  readonly custom: readonly string[];
}
export interface Fru {
  readonly chassis: FruChassis | undefined;
  readonly board: FruBoard | undefined;
  readonly product: FruProduct | undefined;
  /** Areas that are there and cannot be believed, in words. */
  readonly problems: readonly string[];
}

export function decodeFru(data: Buffer): Fru {
  needBytes(data, HEADER_BYTES, 'FRU data');
  if ((data.readUInt8(0) & 0x0f) !== FORMAT_1) throw new WireError('FRU data: its format is not version 1');
  if (sumOf(data.subarray(0, HEADER_BYTES)) !== 0) throw new WireError('FRU data: the checksum of its header is wrong');
  const problems: string[] = [];
  const area = <T>(at: number, name: string, read: (bytes: Buffer) => T): T | undefined => {
    const offset = data.readUInt8(at) * BLOCK_BYTES;
    if (offset === 0) return undefined;
    try {
      return read(areaAt(data, offset));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      problems.push(`${name}: ${error.message}`);
      return undefined;
    }
  };
  return {
    chassis: area(2, 'chassis', chassisOf),
    board: area(3, 'board', boardOf),
    product: area(4, 'product', productOf),
    problems,
  };
}

/** Where the areas begin, in bytes. */
export function areaOffsets(header: Buffer): readonly number[] {
  needBytes(header, HEADER_BYTES, 'FRU header');
  return [2, 3, 4].map((at) => header.readUInt8(at) * BLOCK_BYTES).filter((offset) => offset !== 0);
}

const sumOf = (bytes: Buffer): number => bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0);

function areaAt(data: Buffer, offset: number): Buffer {
  needBytes(data, offset + 2, 'area');
  const bytes = data.readUInt8(offset + 1) * BLOCK_BYTES;
  if (bytes === 0) throw new WireError('it says that it has no bytes');
  needBytes(data, offset + bytes, 'area');
  const area = data.subarray(offset, offset + bytes);
  if (sumOf(area) !== 0) throw new WireError('its checksum is wrong');
  return area;
}

/** The fields from `at` on, up to the end mark; the checksum is the area's last byte. */
function fieldsFrom(area: Buffer, at: number): readonly string[] {
  const fields: string[] = [];
  for (let next = at; fields.length < FIELDS_MAX; ) {
    if (next >= area.length - 1) throw new WireError('its list of fields has no end');
    const typeLength = area.readUInt8(next);
    if (typeLength === END_OF_FIELDS) return fields;
    const end = next + 1 + fieldBytes(typeLength);
    if (end > area.length - 1) throw new WireError('a field reaches out of it');
    fields.push(textOf(typeLength, area.subarray(next + 1, end)));
    next = end;
  }
  throw new WireError(`it has more than ${FIELDS_MAX} fields`);
}

function chassisOf(area: Buffer): FruChassis {
  needBytes(area, 3, 'area');
  const [partNumber = '', serialNumber = '', ...custom] = fieldsFrom(area, 3);
  return { type: area.readUInt8(2), partNumber, serialNumber, custom };
}

function boardOf(area: Buffer): FruBoard {
  needBytes(area, 6, 'area');
  const minutes = area.readUIntLE(3, 3);
  const [manufacturer = '', product = '', serialNumber = '', partNumber = '', , ...custom] = fieldsFrom(area, 6);
  const madeS = minutes === 0 ? undefined : EPOCH_1996_S + minutes * 60;
  return { madeS, manufacturer, product, serialNumber, partNumber, custom };
}

function productOf(area: Buffer): FruProduct {
  needBytes(area, 3, 'area');
  const [
    manufacturer = '',
    product = '',
    partNumber = '',
    version = '',
    serialNumber = '',
    assetTag = '',
    ,
    ...custom
  ] = fieldsFrom(area, 3);
  return { manufacturer, product, partNumber, version, serialNumber, assetTag, custom };
}
