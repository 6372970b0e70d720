// Chassis Identify (IPMI v2.0 §28.5): blink the chassis light, so that the crew finds the node.
// Must never be asked to blink for ever: a light that is always on identifies nothing.

import { needInteger } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN } from './command.js';

export const chassisIdentify: Command<{ seconds: number }, undefined> = {
  name: 'Chassis Identify',
  netFn: NET_FN.chassis,
  command: 0x04,
  repeatable: true,
  encode: ({ seconds }) => {
    needInteger(seconds, 0, 255, 'Chassis Identify seconds (0 turns it off)');
    return Buffer.from([seconds]);
  },
  decode: () => undefined,
};
