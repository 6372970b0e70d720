// Get Sensor Reading Factors (IPMI v2.0 §35.5): the factors for one raw reading of a sensor that is not linear.
// Must never be asked for other sensors: their factors are in their records.

import { type Factors, factorsOf } from '../sensors/factors.js';
import { needBytes, needInteger } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN } from './command.js';

export const getSensorReadingFactors: Command<{ sensor: number; raw: number }, Factors> = {
  name: 'Get Sensor Reading Factors',
  netFn: NET_FN.sensor,
  command: 0x23,
  repeatable: true,
  encode: ({ sensor, raw }) => {
    needInteger(sensor, 0, 0xff, 'sensor number');
    needInteger(raw, 0, 0xff, 'raw reading');
    return Buffer.from([sensor, raw]);
  },
  decode: (data) => {
    needBytes(data, 7, 'Get Sensor Reading Factors response');
    return factorsOf(data.subarray(1, 7));
  },
};
