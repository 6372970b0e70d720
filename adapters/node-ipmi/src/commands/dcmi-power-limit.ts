// DCMI power limit (DCMI v1.5 §6.6.2 to §6.6.4): what the machine may draw, and what happens when it draws more. Set, read back, then activate.
// Must never switch a machine off by default: `log` is the action unless another is asked for by name.

import { needInteger } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { codeOf, nameOf } from './command.js';
import { DCMI_NET_FN, dcmiAnswer, dcmiRequest } from './dcmi.js';

const EXCEPTION = { none: 0x00, 'power-off': 0x01, log: 0x11 } as const;
const NO_LIMIT = 0x80;

export interface PowerLimit {
  readonly watts: number;
  /** What the BMC does when the limit cannot be kept. */
  readonly exceeded: keyof typeof EXCEPTION;
  /** How long it may be exceeded before that. */
  readonly correctionMs: number;
  /** Over how long the draw is averaged. */
  readonly samplingS: number;
}

/** As a BMC tells it: it may have an action of its vendor. */
export type ToldPowerLimit = Omit<PowerLimit, 'exceeded'> & { readonly exceeded: PowerLimit['exceeded'] | 'oem' };

export const dcmiGetPowerLimit: Command<void, ToldPowerLimit> = {
  name: 'DCMI Get Power Limit',
  netFn: DCMI_NET_FN,
  command: 0x03,
  repeatable: true,
  completionCodes: { [NO_LIMIT]: ['no-active-limit', 'no power limit is active'] },
  encode: () => dcmiRequest(0, 0),
  decode: (data) => {
    const answer = dcmiAnswer(data, 13, 'DCMI Get Power Limit response');
    return {
      exceeded: nameOf(EXCEPTION, answer.readUInt8(2)) ?? 'oem',
      watts: answer.readUInt16LE(3),
      correctionMs: answer.readUInt32LE(5),
      samplingS: answer.readUInt16LE(11),
    };
  },
};

export const dcmiSetPowerLimit: Command<PowerLimit, undefined> = {
  name: 'DCMI Set Power Limit',
  netFn: DCMI_NET_FN,
  command: 0x04,
  repeatable: true,
  completionCodes: {
    0x84: ['limit-out-of-range', 'the power limit is out of range'],
    0x85: ['correction-out-of-range', 'the correction time is out of range'],
    0x89: ['sampling-out-of-range', 'the sampling period is out of range'],
  },
  encode: ({ watts, exceeded, correctionMs, samplingS }) => {
    needInteger(watts, 1, 0xffff, 'power limit in watts');
    needInteger(correctionMs, 0, 0xffff_ffff, 'correction time in milliseconds');
    needInteger(samplingS, 0, 0xffff, 'sampling period in seconds');
    const request = Buffer.alloc(15);
    dcmiRequest(0, 0, 0, codeOf(EXCEPTION, exceeded, 'action when the limit is exceeded')).copy(request);
    request.writeUInt16LE(watts, 5);
    request.writeUInt32LE(correctionMs, 7);
    request.writeUInt16LE(samplingS, 13);
    return request;
  },
  decode: (data) => {
    dcmiAnswer(data, 0, 'DCMI Set Power Limit response');
    return undefined;
  },
};

export const dcmiActivatePowerLimit: Command<{ active: boolean }, undefined> = {
  name: 'DCMI Activate/Deactivate Power Limit',
  netFn: DCMI_NET_FN,
  command: 0x05,
  repeatable: true,
  encode: ({ active }) => dcmiRequest(active ? 1 : 0, 0, 0),
  decode: (data) => {
    dcmiAnswer(data, 0, 'DCMI Activate/Deactivate Power Limit response');
    return undefined;
  },
};
