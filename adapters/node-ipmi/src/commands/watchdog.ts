// The words of the BMC watchdog (IPMI v2.0 §27): uses, actions, expiration flags, and its 100 ms units.
// Must never round a time-out down: a dead-man that fires early takes down a node that was about to be well.

import { needInteger, WireError } from '../wire/wire-error.js';

export const WATCHDOG_USE = { 'bios-frb2': 1, 'bios-post': 2, 'os-load': 3, 'sms-os': 4, oem: 5 } as const;
export type WatchdogUse = keyof typeof WATCHDOG_USE;

export const WATCHDOG_ACTION = { none: 0, reset: 1, 'power-down': 2, 'power-cycle': 3 } as const;
export type WatchdogAction = keyof typeof WATCHDOG_ACTION;
export const WATCHDOG_ACTIONS = Object.keys(WATCHDOG_ACTION) as readonly WatchdogAction[];

const UNIT_MS = 100;
const MAX_TIMEOUT_MS = 0xffff * UNIT_MS;

export interface WatchdogSetting {
  readonly use: WatchdogUse;
  readonly action: WatchdogAction;
  /** 100 to 6,553,500; rounded up to the next 100. 0 only with the action `none`. */
  readonly timeoutMs: number;
  /** Whether the BMC writes an expiry to its event log. */
  readonly log: boolean;
  /** Leave a running timer running; without it Set stops the timer until Reset starts it. */
  readonly dontStop?: boolean;
}

export type ExpirationFlags = Readonly<Record<WatchdogUse, boolean>>;

export function timeoutUnits({ timeoutMs, action }: WatchdogSetting): number {
  needInteger(timeoutMs, 0, MAX_TIMEOUT_MS, 'watchdog timeoutMs');
  // A countdown of 0 expires at once (§27.6): nobody who arms a dead-man means that.
  if (timeoutMs === 0 && action !== 'none') throw new WireError('watchdog timeoutMs: 0 would fire at once');
  return Math.ceil(timeoutMs / UNIT_MS);
}

export function unitsToMs(units: number): number {
  return units * UNIT_MS;
}

/** One bit a use, at the number of the use (§27.6 byte 4, §27.7 byte 5). */
export function expirationBit(use: WatchdogUse): number {
  return 1 << WATCHDOG_USE[use];
}

export function expirationFlags(byte: number): ExpirationFlags {
  const has = (use: WatchdogUse): boolean => (byte & expirationBit(use)) !== 0;
  return {
    'bios-frb2': has('bios-frb2'),
    'bios-post': has('bios-post'),
    'os-load': has('os-load'),
    'sms-os': has('sms-os'),
    oem: has('oem'),
  };
}
