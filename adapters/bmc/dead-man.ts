// The dead-man in a BMC: IPMI v2.0 §27, Set, Reset and Get Watchdog Timer put together so that `done` always means "seen".
// Never calls it armed or disarmed on the word of a Set or Reset alone: BMCs say done and are not (SAF-7).
import type { Bmc, IpmiResult, WatchdogState } from 'node-ipmi';
import { DONE, failed, type Outcome, refused, unknown } from '#safety/vocabulary/outcome.js';

export type Watchdog = Pick<Bmc, 'setWatchdog' | 'resetWatchdog' | 'getWatchdog'>;

/** BMCs count in units of 100 ms (§27.6), and node-ipmi never rounds down. */
const UNIT_MS = 100;
/** For the stopped timer that disarming leaves behind; with the action `none` it would do nothing even if something started it. */
const IDLE_TIMEOUT_MS = 600_000;

export const outcomeOf = (result: IpmiResult<unknown>): Outcome => {
  switch (result.kind) {
    case 'done':
      return DONE;
    case 'refused':
      return refused(result.text);
    case 'failed':
      return failed(result.text);
    case 'unknown':
      return unknown(result.text);
  }
};

const inWords = (seen: WatchdogState): string =>
  `use ${seen.use}, action ${seen.action}, ${seen.timeoutMs} ms, ${seen.running ? 'running' : 'stopped'}`;

export async function arm(bmc: Watchdog, timeoutMs: number): Promise<Outcome> {
  const wanted = { use: 'sms-os', action: 'power-cycle', timeoutMs, log: true } as const;
  const isSet = (seen: WatchdogState): boolean =>
    seen.use === wanted.use &&
    seen.action === wanted.action &&
    seen.timeoutMs === Math.ceil(timeoutMs / UNIT_MS) * UNIT_MS;

  const set = await bmc.setWatchdog(wanted);
  if (set.kind === 'refused' || set.kind === 'failed') return outcomeOf(set);
  if (set.kind === 'unknown') {
    const seen = await bmc.getWatchdog();
    if (seen.kind !== 'done') return unknown(`${set.text}; and it cannot be looked at: ${seen.text}`);
    if (!isSet(seen.value)) return unknown(`${set.text}; the BMC shows ${inWords(seen.value)}`);
  }
  // Set stopped the timer and loaded it, so what is not started now does not run.
  const start = await bmc.resetWatchdog();
  if (start.kind === 'refused' || start.kind === 'failed')
    return failed(`The watchdog is set but not started: ${start.text}`);
  const seen = await bmc.getWatchdog();
  if (seen.kind !== 'done') return unknown(`The watchdog was set and started, but cannot be read back: ${seen.text}`);
  if (seen.value.running && isSet(seen.value)) return DONE;
  const text = `The watchdog was set to power-cycle after ${timeoutMs} ms and started, but the BMC shows ${inWords(seen.value)}`;
  return start.kind === 'done' && !seen.value.running ? failed(text) : unknown(text);
}

/** Looks first: Reset would start a timer that stands still (§27.5), and an expired dead-man must not be set going again. */
export async function kick(bmc: Watchdog): Promise<Outcome> {
  const seen = await bmc.getWatchdog();
  if (seen.kind !== 'done') return failed(`The watchdog was not kicked, because it cannot be looked at: ${seen.text}`);
  if (!seen.value.running) {
    return refused(`The watchdog does not run (${inWords(seen.value)}): kicking it would start it. Arm it instead.`);
  }
  return outcomeOf(await bmc.resetWatchdog());
}

export async function disarm(bmc: Watchdog): Promise<Outcome> {
  const set = await bmc.setWatchdog({ use: 'sms-os', action: 'none', timeoutMs: IDLE_TIMEOUT_MS, log: false });
  if (set.kind === 'refused' || set.kind === 'failed') return outcomeOf(set);
  const seen = await bmc.getWatchdog();
  if (seen.kind !== 'done') return unknown(`The watchdog was told to stop, but cannot be read back: ${seen.text}`);
  if (!seen.value.running) return DONE;
  const text = `The watchdog was told to stop, but the BMC shows ${inWords(seen.value)}`;
  return set.kind === 'done' ? failed(text) : unknown(`${text}; ${set.text}`);
}
