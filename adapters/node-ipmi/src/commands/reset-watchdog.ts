// Reset Watchdog Timer (IPMI v2.0 §27.5): starts the countdown, or starts it anew.
// Must never be sent to a timer that was not set before; the BMC says 80h then.

import type { Command } from './command.js';
import { NET_FN, NO_DATA } from './command.js';

export const resetWatchdog: Command<void, undefined> = {
  name: 'Reset Watchdog Timer',
  netFn: NET_FN.app,
  command: 0x22,
  repeatable: true,
  completionCodes: {
    0x80: ['watchdog-not-set', 'the watchdog was never set, so there is nothing to start; set it first'],
  },
  encode: () => NO_DATA,
  decode: () => undefined,
};
