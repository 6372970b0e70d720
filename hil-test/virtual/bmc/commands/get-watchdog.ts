// Get Watchdog Timer (IPMI v2.0 §27.7): settings, running bit, expiration flags, initial and present countdown.
// Must never change anything.
import { CODE, type Run } from '../command.js';
import { watchdogBytes } from './watchdog-bytes.js';

export const getWatchdog: Run = (bmc) => ({ code: CODE.ok, data: watchdogBytes(bmc.watchdog.snapshot()) });
