// Set Watchdog Timer (IPMI v2.0 §27.6): loads the timer with use, action and time-out; Reset Watchdog starts it.
// Must never be taken for arming by itself, nor use a pre-timeout interrupt: the node behind it may be dead.

import type { Command } from './command.js';
import { codeOf, NET_FN } from './command.js';
import type { WatchdogSetting } from './watchdog.js';
import { expirationBit, timeoutUnits, WATCHDOG_ACTION, WATCHDOG_USE } from './watchdog.js';

const DONT_LOG = 0x80;
const DONT_STOP = 0x40;

export const setWatchdog: Command<WatchdogSetting, undefined> = {
  name: 'Set Watchdog Timer',
  netFn: NET_FN.app,
  command: 0x24,
  repeatable: true,
  encode: (setting) => {
    const use = codeOf(WATCHDOG_USE, setting.use, 'watchdog use');
    const action = codeOf(WATCHDOG_ACTION, setting.action, 'watchdog action');
    const data = Buffer.alloc(6);
    data.writeUInt8((setting.log ? 0 : DONT_LOG) | (setting.dontStop === true ? DONT_STOP : 0) | use, 0);
    data.writeUInt8(action, 1);
    data.writeUInt8(expirationBit(setting.use), 3);
    data.writeUInt16LE(timeoutUnits(setting), 4);
    return data;
  },
  // ipmi_sim answers with tens of stray bytes; none of them means anything.
  decode: () => undefined,
};
