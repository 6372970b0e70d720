// Get Sensor Thresholds and Get Sensor Reading (IPMI v2.0 §35.9, §35.14): what the machine's sensors say now.
// Must never give a reading for a sensor that has none now, nor answer for one that no record describes.
import { CODE, ok, type Run, refuse } from '../command.js';
import { type AnalogSensor, readableMask, SENSORS } from '../parts/sensors.js';

const SCANNED = 0xc0;
const UNAVAILABLE = 0x20;
const RESERVED_ONES = 0xc0;
const STATE_RESERVED = 0x80;

const find = (number: number | undefined) => SENSORS.find((sensor) => sensor.number === number);
const signedIf = (sensor: AnalogSensor, raw: number): number =>
  (sensor.unitFlags & 0xc0) === 0x80 && raw >= 0x80 ? raw - 0x100 : raw;

/** Which thresholds the reading is at or beyond, in the bits of the readable mask. */
function crossed(sensor: AnalogSensor, raw: number): number {
  return sensor.thresholds.reduce((mask: number, threshold, bit) => {
    if (threshold === undefined) return mask;
    const [value, limit] = [signedIf(sensor, raw), signedIf(sensor, threshold)];
    return (bit < 3 ? value <= limit : value >= limit) ? mask | (1 << bit) : mask;
  }, 0);
}

export const getSensorReading: Run = (bmc, data) => {
  const sensor = find(data[0]);
  if (sensor === undefined) return refuse(CODE.notPresent);
  if (sensor.kind === 'states') {
    const states = sensor.states(bmc.machine);
    return ok(0, SCANNED, states & 0xff, STATE_RESERVED | (states >> 8));
  }
  const raw = sensor.raw(bmc.machine);
  if (raw === undefined) return ok(0, SCANNED | UNAVAILABLE, RESERVED_ONES);
  return ok(raw, SCANNED, RESERVED_ONES | crossed(sensor, raw));
};

export const getSensorThresholds: Run = (_bmc, data) => {
  const sensor = find(data[0]);
  if (sensor === undefined) return refuse(CODE.notPresent);
  if (sensor.kind === 'states') return refuse(CODE.illegalForRecord);
  const readable = readableMask(sensor.thresholds);
  return ok(readable, ...Array.from({ length: 6 }, (_, bit) => sensor.thresholds[bit] ?? 0));
};
