// Chassis Control (IPMI v2.0 §28.3): power off, on, cycle, reset, diagnostic interrupt, soft shutdown.
// Must never be sent twice for one order: a second "reset" or "cycle" would hit a node that is already coming up.

import type { Command } from './command.js';
import { codeOf, NET_FN } from './command.js';

export type ChassisAction = 'off' | 'on' | 'cycle' | 'reset' | 'diag' | 'soft';

const CODES: Readonly<Record<ChassisAction, number>> = { off: 0, on: 1, cycle: 2, reset: 3, diag: 4, soft: 5 };
export const CHASSIS_ACTIONS = Object.keys(CODES) as readonly ChassisAction[];

export const chassisControl: Command<{ action: ChassisAction }, undefined> = {
  name: 'Chassis Control',
  netFn: NET_FN.chassis,
  command: 0x02,
  repeatable: false,
  encode: ({ action }) => Buffer.from([codeOf(CODES, action, 'chassis control action')]),
  decode: () => undefined,
};
