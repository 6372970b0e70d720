// Sensor data records (IPMI v2.0 §43.1 full, §43.2 compact) as what a reader of sensors needs: who, where, what unit, which thresholds.
// Must never believe the length that a record says of itself beyond the bytes that are there.

import { needBytes } from '../wire/wire-error.js';
import { type Factors, factorsOf, NUMBER_FORMATS, type NumberFormat } from './factors.js';
import { unitName } from './names.js';
import { idString } from './strings.js';

const FULL = 0x01;
const COMPACT = 0x02;
const FULL_BYTES = 48;
const COMPACT_BYTES = 32;
/** Event/reading type 01h: states are thresholds. */
const THRESHOLD = 0x01;

export const THRESHOLDS = [
  'lower-non-critical',
  'lower-critical',
  'lower-non-recoverable',
  'upper-non-critical',
  'upper-critical',
  'upper-non-recoverable',
] as const;
export type ThresholdName = (typeof THRESHOLDS)[number];

export interface SensorRecord {
  readonly recordId: number;
  readonly name: string;
  readonly sensor: number;
  /** 20h is the BMC itself; others need bridging. */
  readonly ownerId: number;
  readonly ownerLun: number;
  readonly entityId: number;
  readonly entityInstance: number;
  readonly sensorType: number;
  readonly readingType: number;
  readonly unit: string;
  /** Undefined for a sensor that only has states. */
  readonly analog:
    | {
        readonly format: NumberFormat;
        readonly linearisation: number;
        readonly factors: Factors;
        /** Raw, as the record holds them; those that the sensor does not have are left out. */
        readonly thresholds: Readonly<Partial<Record<ThresholdName, number>>>;
      }
    | undefined;
}

/** Undefined for records that describe no readable sensor (locators, event-only sensors, vendors' own). */
export function decodeSensorRecord(record: Buffer): SensorRecord | undefined {
  needBytes(record, 5, 'sensor data record');
  const type = record.readUInt8(3);
  if (type !== FULL && type !== COMPACT) return undefined;
  const headBytes = type === FULL ? FULL_BYTES : COMPACT_BYTES;
  needBytes(record, headBytes, 'sensor data record');
  const units = record.readUInt8(20);
  const readingType = record.readUInt8(13);
  return {
    recordId: record.readUInt16LE(0),
    name: idString(record.readUInt8(headBytes - 1), record.subarray(headBytes)),
    sensor: record.readUInt8(7),
    ownerId: record.readUInt8(5),
    ownerLun: record.readUInt8(6) & 0x03,
    entityId: record.readUInt8(8),
    entityInstance: record.readUInt8(9) & 0x7f,
    sensorType: record.readUInt8(12),
    readingType,
    unit: unitName(units, record.readUInt8(21), record.readUInt8(22)),
    analog: type === FULL ? analogOf(record, NUMBER_FORMATS[units >> 6] ?? 'none', readingType) : undefined,
  };
}

function analogOf(record: Buffer, format: NumberFormat, readingType: number): SensorRecord['analog'] {
  if (format === 'none') return undefined;
  return {
    format,
    linearisation: record.readUInt8(23) & 0x7f,
    factors: factorsOf(record.subarray(24, 30)),
    thresholds: readingType === THRESHOLD ? thresholdsOf(record) : {},
  };
}

/** The readable-threshold mask (byte 19) in the order of THRESHOLDS; the record holds them from the upper ones down. */
function thresholdsOf(record: Buffer): Readonly<Partial<Record<ThresholdName, number>>> {
  const places = [41, 40, 39, 38, 37, 36] as const;
  const readable = record.readUInt8(18);
  return Object.fromEntries(
    THRESHOLDS.flatMap((name, bit) =>
      (readable & (1 << bit)) === 0 ? [] : [[name, record.readUInt8(places[bit] ?? 36)]],
    ),
  );
}
