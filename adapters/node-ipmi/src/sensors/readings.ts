// All sensors of a BMC with their values now: the repository is walked, then each sensor is asked. One sensor that cannot be read does not hide
// the others. Must never give a value for a sensor that was not read.

import { getSensorReading } from '../commands/get-sensor-reading.js';
import { getSensorReadingFactors } from '../commands/get-sensor-reading-factors.js';
import type { Ask } from '../pieces.js';
import type { IpmiResult } from '../result.js';
import { done } from '../result.js';
import { WireError } from '../wire/wire-error.js';
import { isNonLinear, valueOf } from './factors.js';
import { sensorTypeName } from './names.js';
import { decodeSensorRecord, type SensorRecord, type ThresholdName } from './record.js';
import { statesOf } from './states.js';
import { walkSdr } from './walk.js';

const BMC_ITSELF = 0x20;

export interface SensorReading {
  readonly name: string;
  readonly sensor: number;
  /** In words, such as `temperature`. */
  readonly type: string;
  readonly unit: string;
  /** Undefined for a sensor with states only, and for one that was not read. */
  readonly value: number | undefined;
  /** The states that hold; for thresholds those that are crossed. */
  readonly states: readonly string[];
  readonly thresholds: Readonly<Partial<Record<ThresholdName, number>>>;
  /** Why there is neither value nor state; undefined when it was read. */
  readonly problem: string | undefined;
}

export async function readSensors(ask: Ask): Promise<IpmiResult<readonly SensorReading[]>> {
  const walked = await walkSdr(ask);
  if (walked.kind !== 'done') return walked;
  const readings: SensorReading[] = [];
  for (const bytes of walked.value) {
    const record = recordOf(bytes);
    if (record === undefined) continue;
    const read = await readOne(ask, record);
    // A link that is gone is gone for the rest as well; a sensor that is not there is not.
    if (read.kind === 'failed' || read.kind === 'unknown') return read;
    if (read.kind === 'done') readings.push(read.value);
  }
  return done(readings);
}

/** A record that makes no sense describes no sensor. */
function recordOf(bytes: Buffer): SensorRecord | undefined {
  try {
    return decodeSensorRecord(bytes);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

async function readOne(ask: Ask, record: SensorRecord): Promise<IpmiResult<SensorReading>> {
  const { name, sensor, unit, analog } = record;
  const base = { name, sensor, unit, type: sensorTypeName(record.sensorType) };
  const unread = (problem: string): IpmiResult<SensorReading> =>
    done({ ...base, value: undefined, states: [], thresholds: {}, problem });
  if (record.ownerId !== BMC_ITSELF || record.ownerLun !== 0)
    return unread(`it belongs to controller ${record.ownerId.toString(16)}h, behind the BMC`);
  const read = await ask(getSensorReading, { sensor });
  if (read.kind === 'refused') return unread(read.text);
  if (read.kind !== 'done') return read;
  const { raw } = read.value;
  if (raw === undefined) return unread('the BMC marks its reading as unavailable');
  const states = statesOf(read.value.states, record.readingType);
  if (analog === undefined) return done({ ...base, value: undefined, states, thresholds: {}, problem: undefined });
  let { factors } = analog;
  if (isNonLinear(analog.linearisation)) {
    const own = await ask(getSensorReadingFactors, { sensor, raw });
    if (own.kind === 'refused') return unread(own.text);
    if (own.kind !== 'done') return own;
    factors = own.value;
  }
  const toValue = (byte: number): number | undefined => valueOf(byte, analog.format, factors, analog.linearisation);
  const thresholds = Object.fromEntries(
    Object.entries(analog.thresholds).flatMap(([threshold, byte]) => {
      const value = toValue(byte);
      return value === undefined ? [] : [[threshold, value]];
    }),
  );
  const value = toValue(raw);
  return done({
    ...base,
    value,
    states,
    thresholds,
    problem: value === undefined ? 'its formula gives no number' : undefined,
  });
}
