// Set Power Restore Policy (IPMI v2.0 §28.8): what the chassis does when mains power returns. A rack that must come back by itself needs
// `always-on` or `previous`. Must never be sent to ask: `policies` asks, and changes nothing.

import { needBytes } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { codeOf, NET_FN } from './command.js';

const POLICY = { 'stay-off': 0, previous: 1, 'always-on': 2 } as const;
const NO_CHANGE = 3;
export type SettableRestorePolicy = keyof typeof POLICY;

export interface RestorePolicySupport {
  readonly supported: readonly SettableRestorePolicy[];
}

const decode = (data: Buffer): RestorePolicySupport => {
  needBytes(data, 1, 'Set Power Restore Policy response');
  const bits = data.readUInt8(0);
  const names = Object.keys(POLICY) as SettableRestorePolicy[];
  return { supported: names.filter((name) => (bits & (1 << POLICY[name])) !== 0) };
};

const SET_POLICY = { netFn: NET_FN.chassis, command: 0x06, repeatable: true, decode } as const;

/** What is in force is in Get Chassis Status. */
export const setPowerRestorePolicy: Command<{ policy: SettableRestorePolicy }, RestorePolicySupport> = {
  ...SET_POLICY,
  name: 'Set Power Restore Policy',
  encode: ({ policy }) => Buffer.from([codeOf(POLICY, policy, 'restore policy')]),
};

export const getSupportedRestorePolicies: Command<void, RestorePolicySupport> = {
  ...SET_POLICY,
  name: 'Set Power Restore Policy (no change)',
  encode: () => Buffer.from([NO_CHANGE]),
};
