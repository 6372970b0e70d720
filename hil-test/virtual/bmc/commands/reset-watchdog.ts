// Reset Watchdog Timer (IPMI v2.0 §27.5): starts the countdown, or starts it anew.
// Must never start a timer that was never set: 80h.
import { CODE, callerName, ok, type Run, refuse } from '../command.js';

const UNINITIALIZED = 0x80;

export const resetWatchdog: Run = (bmc, _data, caller) => {
  const outcome = bmc.watchdog.restart();
  if (outcome === 'uninitialized') return refuse(UNINITIALIZED);
  if (outcome === 'locked') return refuse(CODE.notInThisState);
  bmc.ledger.add(callerName(caller), {
    what: 'watchdog-started',
    countdownMs: bmc.watchdog.snapshot().initialCount * 100,
  });
  return ok();
};
