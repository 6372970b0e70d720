// Get System Restart Cause (IPMI v2.0 §28.11): why the system last started, as far as the BMC knows.
// Must never hide a code it has no name for.

import { needBytes } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN, NO_DATA, nameOf } from './command.js';

const CODES = {
  'chassis-command': 1,
  'reset-button': 2,
  'power-button': 3,
  watchdog: 4,
  oem: 5,
  'policy-always-on': 6,
  'policy-previous': 7,
  'event-filter-reset': 8,
  'event-filter-cycle': 9,
  'soft-reset': 10,
  'clock-wakeup': 11,
} as const;

export type RestartCauseName = keyof typeof CODES | 'unknown';

export interface RestartCause {
  readonly cause: RestartCauseName;
  readonly code: number;
  /** The channel that the command came in on, where a command was the cause. */
  readonly channel: number | undefined;
}

export const chassisRestartCause: Command<void, RestartCause> = {
  name: 'Get System Restart Cause',
  netFn: NET_FN.chassis,
  command: 0x07,
  repeatable: true,
  encode: () => NO_DATA,
  decode: (data) => {
    needBytes(data, 1, 'Get System Restart Cause response');
    const code = data.readUInt8(0) & 0x0f;
    return { cause: nameOf(CODES, code) ?? 'unknown', code, channel: data.length > 1 ? data.readUInt8(1) : undefined };
  },
};
