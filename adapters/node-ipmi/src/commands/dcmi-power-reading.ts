// DCMI Get Power Reading (DCMI v1.5 §6.6.1): what the whole machine draws (ENV-2).
// Must never be taken for a measurement where `measuring` is false: the figures are then whatever was last.

import type { Command } from './command.js';
import { DCMI_NET_FN, dcmiAnswer, dcmiRequest } from './dcmi.js';

const SYSTEM_POWER = 0x01;

export interface PowerReading {
  readonly watts: number;
  /** Over the reporting period. */
  readonly minWatts: number;
  readonly maxWatts: number;
  readonly meanWatts: number;
  /** Seconds since 1970 on the BMC's clock. */
  readonly timestampS: number;
  readonly periodMs: number;
  readonly measuring: boolean;
}

export const dcmiPowerReading: Command<void, PowerReading> = {
  name: 'DCMI Get Power Reading',
  netFn: DCMI_NET_FN,
  command: 0x02,
  repeatable: true,
  encode: () => dcmiRequest(SYSTEM_POWER, 0, 0),
  decode: (data) => {
    const answer = dcmiAnswer(data, 17, 'DCMI Get Power Reading response');
    return {
      watts: answer.readUInt16LE(0),
      minWatts: answer.readUInt16LE(2),
      maxWatts: answer.readUInt16LE(4),
      meanWatts: answer.readUInt16LE(6),
      timestampS: answer.readUInt32LE(8),
      periodMs: answer.readUInt32LE(12),
      measuring: (answer.readUInt8(16) & 0x40) !== 0,
    };
  },
};
