// Reserve SEL (IPMI v2.0 §31.4): a number that a clear must quote, and that any other change of the log makes worthless.
// Must never be kept for later: it is asked for right before it is used.

import { needBytes } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN, NO_DATA } from './command.js';

export const selReserve: Command<void, number> = {
  name: 'Reserve SEL',
  netFn: NET_FN.storage,
  command: 0x42,
  repeatable: true,
  completionCodes: { 0x81: ['sel-erasing', 'the event log is being erased'] },
  encode: () => NO_DATA,
  decode: (data) => {
    needBytes(data, 2, 'Reserve SEL response');
    return data.readUInt16LE(0);
  },
};
