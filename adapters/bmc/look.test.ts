// What a look makes of a BMC that answers only in part: what is optional in IPMI may be missing, what a dead-man needs may not.
// The client is made up of the three commands that look; there is nothing in it that could change anything.
import type { IpmiResult } from 'node-ipmi';
import { describe, expect, it } from 'vitest';
import { type BmcClient, bmcPort } from './index.js';

const done = <T>(value: T): IpmiResult<T> => ({ kind: 'done', value });
const REFUSED: IpmiResult<never> = { kind: 'refused', code: 0xc1, name: 'invalid-command', text: 'invalid command' };
const FAILED: IpmiResult<never> = { kind: 'failed', text: 'no session' };
const UNKNOWN: IpmiResult<never> = { kind: 'unknown', text: 'no answer' };
const NOT_EXPIRED = { 'bios-frb2': false, 'bios-post': false, 'os-load': false, 'sms-os': false, oem: false };

type Answers = { [K in 'chassisStatus' | 'getWatchdog' | 'restartCause']: Awaited<ReturnType<BmcClient[K]>> };

const NORMAL: Answers = {
  chassisStatus: done({
    powerOn: true,
    overload: false,
    interlock: false,
    powerFault: false,
    powerControlFault: false,
    restorePolicy: 'always-on',
    lastPowerEvent: { mainsFailed: false, overload: false, interlock: false, powerFault: false, onByCommand: false },
  }),
  getWatchdog: done({
    running: true,
    use: 'sms-os',
    action: 'power-cycle',
    log: true,
    timeoutMs: 300_000,
    remainingMs: 299_900,
    expired: NOT_EXPIRED,
  }),
  restartCause: done({ cause: 'watchdog', code: 4, channel: undefined }),
};

/** Changing commands are not there at all: a look that sent one would throw. */
const look = (changes: Partial<Answers>) => {
  const answers = { ...NORMAL, ...changes };
  const client = Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, async () => answer]));
  return bmcPort('n1', client as unknown as BmcClient).look();
};

describe('a look at the BMC', () => {
  it('gathers power, watchdog and restart cause', async () => {
    expect(await look({})).toEqual({
      kind: 'seen',
      value: {
        power: 'on',
        watchdog: { running: true, fired: false, action: 'power-cycle', timeoutMs: 300_000, remainingMs: 299_900 },
        restartCause: 'watchdog',
      },
    });
  });

  it('does without the restart cause, which is optional', async () => {
    expect(await look({ restartCause: REFUSED })).toMatchObject({ kind: 'seen', value: { restartCause: 'not told' } });
  });

  it('leaves out a countdown that the BMC leaves out', async () => {
    const { getWatchdog } = NORMAL;
    if (getWatchdog.kind !== 'done') throw new Error('unreachable');
    const seen = await look({ getWatchdog: done({ ...getWatchdog.value, remainingMs: undefined }) });
    expect(seen.kind === 'seen' && 'remainingMs' in seen.value.watchdog).toBe(false);
  });

  it('is strange about a watchdog action that does not exist', async () => {
    const { getWatchdog } = NORMAL;
    if (getWatchdog.kind !== 'done') throw new Error('unreachable');
    const seen = await look({ getWatchdog: done({ ...getWatchdog.value, action: 'unknown' }) });
    expect(seen).toMatchObject({ kind: 'strange', text: expect.stringContaining('node n1') });
  });

  it.each(['chassisStatus', 'getWatchdog'] as const)('is strange when %s is refused', async (command) => {
    expect(await look({ [command]: REFUSED })).toEqual({
      kind: 'strange',
      text: 'The BMC of node n1: invalid command',
    });
  });

  it.each(['chassisStatus', 'getWatchdog', 'restartCause'] as const)(
    'is silent when %s is not answered',
    async (command) => {
      expect(await look({ [command]: FAILED })).toEqual({ kind: 'silent', text: 'The BMC of node n1: no session' });
      expect(await look({ [command]: UNKNOWN })).toEqual({ kind: 'silent', text: 'The BMC of node n1: no answer' });
    },
  );
});
