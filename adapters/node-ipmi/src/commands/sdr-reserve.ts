// Reserve SDR Repository (IPMI v2.0 §33.11): a number that partial reads must quote, and that a change of the repository makes worthless.
// Must never be kept for later: it is asked for at the start of a walk.

import { needBytes } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN, NO_DATA } from './command.js';

export const sdrReserve: Command<void, number> = {
  name: 'Reserve SDR Repository',
  netFn: NET_FN.storage,
  command: 0x22,
  repeatable: true,
  encode: () => NO_DATA,
  decode: (data) => {
    needBytes(data, 2, 'Reserve SDR Repository response');
    return data.readUInt16LE(0);
  },
};
