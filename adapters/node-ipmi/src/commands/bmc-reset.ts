// Cold Reset and Warm Reset (IPMI v2.0 §20.2, §20.3): the BMC itself starts again. A cold one forgets sessions and watchdog; a warm one keeps
// what it is told to keep, if its maker thought of it. Must never be repeated blindly: the BMC that does not answer may be the one that is starting.

import type { Command } from './command.js';
import { NET_FN, NO_DATA } from './command.js';

const RESET = { netFn: NET_FN.app, repeatable: false, encode: () => NO_DATA, decode: () => undefined } as const;

export const bmcColdReset: Command<void, undefined> = { ...RESET, name: 'Cold Reset', command: 0x02 };
export const bmcWarmReset: Command<void, undefined> = { ...RESET, name: 'Warm Reset', command: 0x03 };
