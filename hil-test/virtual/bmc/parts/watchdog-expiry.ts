// What follows when the watchdog runs out: the event in the SEL, the action on the machine, the entry in the ledger.
// Must never act when the timer was set to "no action", nor log when it was set to "don't log".
import type { BmcFaults } from '../faults.js';
import type { Ledger } from '../ledger.js';
import type { PowerAction } from '../machine.js';
import type { Chassis } from './chassis.js';
import type { SystemEventLog } from './sel.js';
import { WATCHDOG_SENSOR } from './watchdog-sensor.js';
import {
  PRE_TIMEOUT_INTERRUPTS,
  type WatchdogAction,
  type WatchdogEffects,
  type WatchdogSettings,
} from './watchdog.js';

/** Event offsets of sensor type Watchdog 2 (table 42-3). */
const OFFSET: Record<WatchdogAction, number> = { none: 0, 'hard-reset': 1, 'power-down': 2, 'power-cycle': 3 };
const OFFSET_INTERRUPT = 8;
const POWER: Record<WatchdogAction, PowerAction | undefined> = {
  none: undefined,
  'hard-reset': 'reset',
  'power-down': 'off',
  'power-cycle': 'cycle',
};

interface Reach {
  readonly faults: BmcFaults;
  readonly ledger: Ledger;
  readonly sel: SystemEventLog;
  readonly chassis: Chassis;
}

function log(reach: Reach, settings: WatchdogSettings, offset: number): void {
  if (settings.dontLog) return;
  const second = (PRE_TIMEOUT_INTERRUPTS.indexOf(settings.interrupt) << 4) | settings.use;
  const { type: sensorType, number: sensorNumber, eventType } = WATCHDOG_SENSOR;
  reach.sel.addEvent({ sensorType, sensorNumber, eventType, data: [0xc0 | offset, second, 0xff] });
}

export function watchdogEffects(reach: Reach): WatchdogEffects {
  return {
    expired(settings) {
      if (reach.faults.watchdogNeverFires) {
        reach.ledger.add('bmc', { what: 'watchdog-suppressed', fault: 'watchdogNeverFires' });
        return false;
      }
      reach.ledger.add('bmc', { what: 'watchdog-expired', use: settings.use, action: settings.action });
      log(reach, settings, OFFSET[settings.action]);
      const action = POWER[settings.action];
      if (action !== undefined) reach.chassis.power(action, 'watchdog', 'bmc');
      return true;
    },
    preTimeout(settings) {
      log(reach, settings, OFFSET_INTERRUPT);
      if (settings.interrupt === 'nmi') reach.chassis.power('diag', 'watchdog', 'bmc');
    },
  };
}
