// Set Watchdog Timer (IPMI v2.0 §27.6): loads the timer and, unless told not to, stops it.
// Must never start it: that is Reset Watchdog Timer's job, and a supervisor that forgets it has no dead-man.
import { CODE, callerName, ok, type Run, refuse } from '../command.js';
import { parseSetWatchdog } from './watchdog-bytes.js';

export const setWatchdog: Run = (bmc, data, caller) => {
  const request = parseSetWatchdog(data);
  if (request === undefined) return refuse(CODE.invalidField);
  const by = callerName(caller);
  if (bmc.faults.watchdogForgetsSet) {
    bmc.ledger.add(by, { what: 'watchdog-suppressed', fault: 'watchdogForgetsSet' });
    return ok();
  }
  bmc.watchdog.set(request.settings, request.dontStop, request.clearFlags);
  const { use, action, initialCount, running } = bmc.watchdog.snapshot();
  bmc.ledger.add(by, { what: 'watchdog-set', use, action, countdownMs: initialCount * 100, running });
  return ok();
};
