// The dead-man against BMCs that no virtual one imitates: every combination of what Set, Reset and Get may come to.
// The one thing that must never happen: `done` without having been seen.
import type { IpmiResult, WatchdogSetting, WatchdogState } from 'node-ipmi';
import { describe, expect, it } from 'vitest';
import { arm, disarm, kick, type Watchdog } from './dead-man.js';

const KINDS = ['done', 'refused', 'failed', 'unknown'] as const;
type Kind = (typeof KINDS)[number];
const TIMEOUT_MS = 120_000;

const result = <T>(kind: Kind, value: T): IpmiResult<T> => {
  if (kind === 'done') return { kind, value };
  return kind === 'refused'
    ? { kind, code: 0xc0, name: 'node-busy', text: 'busy' }
    : { kind, text: `${kind} for the test` };
};

const state = (changes: Partial<WatchdogState>): WatchdogState => ({
  running: false,
  use: 'sms-os',
  action: 'power-cycle',
  log: true,
  timeoutMs: TIMEOUT_MS,
  remainingMs: undefined,
  expired: { 'bios-frb2': false, 'bios-post': false, 'os-load': false, 'sms-os': false, oem: false },
  ...changes,
});

const SEEN: Record<string, WatchdogState> = {
  armed: state({ running: true }),
  'set, not started': state({}),
  'stopped, no action': state({ action: 'none' }),
  'running with another action': state({ running: true, action: 'reset' }),
  'running with another time-out': state({ running: true, timeoutMs: 60_000 }),
  'running for the firmware': state({ running: true, use: 'bios-post' }),
};

function watchdog(
  set: Kind,
  reset: Kind,
  get: Kind,
  seen: WatchdogState,
): Watchdog & { sent: string[]; last?: WatchdogSetting } {
  const fake: Watchdog & { sent: string[]; last?: WatchdogSetting } = {
    sent: [],
    setWatchdog: async (setting) => {
      fake.sent.push('set');
      fake.last = setting;
      return result(set, undefined);
    },
    resetWatchdog: async () => {
      fake.sent.push('reset');
      return result(reset, undefined);
    },
    getWatchdog: async () => {
      fake.sent.push('get');
      return result(get, seen);
    },
  };
  return fake;
}

const ALL = KINDS.flatMap((set) =>
  KINDS.flatMap((reset) => KINDS.flatMap((get) => Object.keys(SEEN).map((seen) => [set, reset, get, seen] as const))),
);

describe('arm', () => {
  it.each(ALL)('set %s, reset %s, get %s, BMC shows: %s', async (set, reset, get, seen) => {
    const fake = watchdog(set, reset, get, SEEN[seen] as WatchdogState);
    const outcome = await arm(fake, TIMEOUT_MS);
    const setTaken =
      set === 'done' || (set === 'unknown' && get === 'done' && ['armed', 'set, not started'].includes(seen));
    const startTried = reset === 'done' || reset === 'unknown';
    expect(outcome.kind === 'done').toBe(setTaken && startTried && get === 'done' && seen === 'armed');
    if (set === 'refused' || set === 'failed') {
      expect(outcome.kind).toBe(set);
      expect(fake.sent).toEqual(['set']);
    }
    if (set === 'unknown' && !setTaken) expect(outcome.kind).toBe('unknown');
    expect(fake.sent.filter((name) => name === 'set')).toHaveLength(1);
    expect(fake.sent.filter((name) => name === 'reset').length).toBeLessThanOrEqual(1);
  });

  it('a dead-man that runs with other settings is never called failed: it may fire', async () => {
    for (const seen of ['running with another action', 'running with another time-out', 'running for the firmware']) {
      expect((await arm(watchdog('done', 'done', 'done', SEEN[seen] as WatchdogState), TIMEOUT_MS)).kind).toBe(
        'unknown',
      );
    }
  });

  it('knows that BMCs count in tenths of a second', async () => {
    const fake = watchdog('done', 'done', 'done', state({ running: true, timeoutMs: 1_300 }));
    expect((await arm(fake, 1_234)).kind).toBe('done');
    expect(fake.last).toMatchObject({ use: 'sms-os', action: 'power-cycle', timeoutMs: 1_234, log: true });
  });
});

describe('kick', () => {
  it.each(KINDS)('passes on what Reset came to (%s) while the timer runs', async (reset) => {
    expect((await kick(watchdog('done', reset, 'done', state({ running: true })))).kind).toBe(reset);
  });

  it.each(KINDS)('sends nothing unless the timer is seen running (get %s)', async (get) => {
    const fake = watchdog('done', 'done', get, state({}));
    expect((await kick(fake)).kind).toBe(get === 'done' ? 'refused' : 'failed');
    expect(fake.sent).toEqual(['get']);
  });
});

describe('disarm', () => {
  it.each(ALL.filter(([, reset]) => reset === 'done'))(
    'set %s, reset %s, get %s, BMC shows: %s',
    async (set, _reset, get, seen) => {
      const fake = watchdog(set, 'done', get, SEEN[seen] as WatchdogState);
      const outcome = await disarm(fake);
      const stopped = SEEN[seen]?.running === false;
      expect(outcome.kind === 'done').toBe((set === 'done' || set === 'unknown') && get === 'done' && stopped);
      if (set === 'refused' || set === 'failed') expect(outcome.kind).toBe(set);
      expect(fake.last?.action).toBe('none');
      expect(fake.sent).not.toContain('reset');
    },
  );
});
