// Get Chassis Status (IPMI v2.0 §28.2): is the power on, and what happened to it last.
// Must never guess: a field that is not in the answer is not in the result.

import { needBytes } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN, NO_DATA } from './command.js';

export type RestorePolicy = 'stay-off' | 'previous' | 'always-on' | 'unknown';

const POLICIES: readonly RestorePolicy[] = ['stay-off', 'previous', 'always-on', 'unknown'];

export interface ChassisStatus {
  readonly powerOn: boolean;
  readonly overload: boolean;
  readonly interlock: boolean;
  readonly powerFault: boolean;
  readonly powerControlFault: boolean;
  /** What the chassis does when mains power returns. */
  readonly restorePolicy: RestorePolicy;
  readonly lastPowerEvent: {
    readonly mainsFailed: boolean;
    readonly overload: boolean;
    readonly interlock: boolean;
    readonly powerFault: boolean;
    readonly onByCommand: boolean;
  };
}

export const chassisStatus: Command<void, ChassisStatus> = {
  name: 'Get Chassis Status',
  netFn: NET_FN.chassis,
  command: 0x01,
  repeatable: true,
  encode: () => NO_DATA,
  decode: (data) => {
    needBytes(data, 2, 'Get Chassis Status response');
    const now = data.readUInt8(0);
    const last = data.readUInt8(1);
    return {
      powerOn: (now & 0x01) !== 0,
      overload: (now & 0x02) !== 0,
      interlock: (now & 0x04) !== 0,
      powerFault: (now & 0x08) !== 0,
      powerControlFault: (now & 0x10) !== 0,
      restorePolicy: POLICIES[(now >> 5) & 0x03] ?? 'unknown',
      lastPowerEvent: {
        mainsFailed: (last & 0x01) !== 0,
        overload: (last & 0x02) !== 0,
        interlock: (last & 0x04) !== 0,
        powerFault: (last & 0x08) !== 0,
        onByCommand: (last & 0x10) !== 0,
      },
    };
  },
};
