// Get Watchdog Timer (IPMI v2.0 §27.7): what is set, whether it runs, how long it has left.
// Must never invent a countdown: some BMCs leave it out, then it is undefined.

import { needBytes } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN, NO_DATA, nameOf } from './command.js';
import type { ExpirationFlags, WatchdogAction, WatchdogUse } from './watchdog.js';
import { expirationFlags, unitsToMs, WATCHDOG_ACTION, WATCHDOG_USE } from './watchdog.js';

const WITHOUT_COUNTDOWN_BYTES = 6;
const WITH_COUNTDOWN_BYTES = 8;

export interface WatchdogState {
  readonly running: boolean;
  /** `none` when nothing was ever set. */
  readonly use: WatchdogUse | 'none';
  /** `unknown` for the reserved codes. */
  readonly action: WatchdogAction | 'unknown';
  readonly log: boolean;
  readonly timeoutMs: number;
  readonly remainingMs: number | undefined;
  readonly expired: ExpirationFlags;
}

export const getWatchdog: Command<void, WatchdogState> = {
  name: 'Get Watchdog Timer',
  netFn: NET_FN.app,
  command: 0x25,
  repeatable: true,
  encode: () => NO_DATA,
  decode: (data) => {
    needBytes(data, WITHOUT_COUNTDOWN_BYTES, 'Get Watchdog Timer response');
    const use = data.readUInt8(0);
    const hasCountdown = data.length >= WITH_COUNTDOWN_BYTES;
    return {
      running: (use & 0x40) !== 0,
      use: nameOf(WATCHDOG_USE, use & 0x07) ?? 'none',
      action: nameOf(WATCHDOG_ACTION, data.readUInt8(1) & 0x07) ?? 'unknown',
      log: (use & 0x80) === 0,
      timeoutMs: unitsToMs(data.readUInt16LE(4)),
      remainingMs: hasCountdown ? unitsToMs(data.readUInt16LE(6)) : undefined,
      expired: expirationFlags(data.readUInt8(3)),
    };
  },
};
