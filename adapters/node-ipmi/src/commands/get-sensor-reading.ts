// Get Sensor Reading (IPMI v2.0 §35.14): one raw byte and the states that hold now. What the byte means is in the sensor's record.
// Must never give a reading that the BMC marks as unavailable.

import { needBytes, needInteger } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN } from './command.js';

export interface RawSensorReading {
  /** Undefined while the sensor is not scanned, or its reading is not available (§35.14, byte 2). */
  readonly raw: number | undefined;
  /** Bit n: state n holds; for thresholds bits 0 to 5, see sensors/states.ts. Bit 15 is not a state. */
  readonly states: number;
}

export const getSensorReading: Command<{ sensor: number }, RawSensorReading> = {
  name: 'Get Sensor Reading',
  netFn: NET_FN.sensor,
  command: 0x2d,
  repeatable: true,
  encode: ({ sensor }) => {
    needInteger(sensor, 0, 0xff, 'sensor number');
    return Buffer.from([sensor]);
  },
  decode: (data) => {
    needBytes(data, 2, 'Get Sensor Reading response');
    const flags = data.readUInt8(1);
    const isAvailable = (flags & 0x40) !== 0 && (flags & 0x20) === 0;
    const low = data.length > 2 ? data.readUInt8(2) : 0;
    const high = data.length > 3 ? data.readUInt8(3) & 0x7f : 0;
    return { raw: isAvailable ? data.readUInt8(0) : undefined, states: isAvailable ? (high << 8) | low : 0 };
  },
};
