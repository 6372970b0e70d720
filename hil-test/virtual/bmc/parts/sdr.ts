// The sensor data records of this BMC (IPMI v2.0 §43): itself, the watchdog as an event-only sensor, and every sensor that can be read.
// Must never describe a sensor otherwise than parts/sensors.ts reads it.
import { type AnalogSensor, readableMask, SENSORS, type StateSensor } from './sensors.js';
import { WATCHDOG_SENSOR } from './watchdog-sensor.js';

const SDR_VERSION = 0x51;
const FULL = 0x01;
const COMPACT = 0x02;
const EVENT_ONLY = 0x03;
const MC_LOCATOR = 0x12;
const BMC_ADDRESS = 0x20;
const SYSTEM_BOARD = 0x07;
const CHASSIS_SEL_SDR_FRU = 0x80 | 0x08 | 0x04 | 0x02;
const LATIN_1 = 0xc0;
const THRESHOLD_TYPE = 0x01;
/** Scanning and events on from power-up. */
const INITIALISED = 0x7f;
/** Auto re-arm, thresholds readable, no global disable control. */
const CAPABILITIES = 0x40 | 0x04;

function record(id: number, type: number, fields: readonly number[], name: string): Buffer {
  const body = Buffer.concat([Buffer.from([...fields, LATIN_1 | name.length]), Buffer.from(name, 'latin1')]);
  return Buffer.concat([Buffer.from([id & 0xff, id >> 8, SDR_VERSION, type, body.length]), body]);
}

const bits = (value: number, count: number): number => value & ((1 << count) - 1);

function full(sensor: AnalogSensor): readonly number[] {
  const readable = readableMask(sensor.thresholds);
  const threshold = (bit: number): number => sensor.thresholds[bit] ?? 0;
  const m = bits(sensor.m, 10);
  const b = bits(sensor.b, 10);
  return [
    ...[BMC_ADDRESS, 0, sensor.number, SYSTEM_BOARD, 1, INITIALISED, CAPABILITIES, sensor.type, THRESHOLD_TYPE],
    // No events by thresholds; which of them can be read.
    ...[0, 0, 0, 0, readable, 0],
    ...[sensor.unitFlags, sensor.unit, 0, sensor.linearisation],
    ...[m & 0xff, (m >> 8) << 6, b & 0xff, (b >> 8) << 6, 0],
    (bits(sensor.resultExponent, 4) << 4) | bits(sensor.bExponent, 4),
    // No nominal, normal minimum or maximum is given; the sensor itself may read anything.
    ...[0, 0, 0, 0, 0xff, 0],
    ...[threshold(5), threshold(4), threshold(3), threshold(2), threshold(1), threshold(0)],
    ...[0, 0, 0, 0, 0],
  ];
}

function compact(sensor: StateSensor): readonly number[] {
  return [
    ...[BMC_ADDRESS, 0, sensor.number, SYSTEM_BOARD, 1, INITIALISED, 0x40, sensor.type, sensor.eventType],
    ...[0, 0, 0, 0, 0xff, 0x7f],
    // No analog reading, no unit; one sensor shares this record.
    ...[0xc0, 0, 0, 1, 0],
    ...[0, 0, 0, 0, 0, 0],
  ];
}

export const SDR_RECORDS: readonly Buffer[] = [
  record(1, MC_LOCATOR, [BMC_ADDRESS, 0, 0, CHASSIS_SEL_SDR_FRU, 0, 0, 0, SYSTEM_BOARD, 1, 0], 'BMC'),
  record(
    2,
    EVENT_ONLY,
    [
      BMC_ADDRESS,
      0,
      WATCHDOG_SENSOR.number,
      SYSTEM_BOARD,
      1,
      WATCHDOG_SENSOR.type,
      WATCHDOG_SENSOR.eventType,
      1,
      0,
      0,
      0,
    ],
    'Watchdog',
  ),
  ...SENSORS.map((sensor, at) =>
    sensor.kind === 'analog'
      ? record(3 + at, FULL, full(sensor), sensor.name)
      : record(3 + at, COMPACT, compact(sensor), sensor.name),
  ),
];
