// The log of a rackd that was killed, read by somebody else: what it says, and that a running rackd's log is left alone.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Event, EventOf } from '#daemon/events.js';
import { openJournal } from '#daemon/journal/journal.js';
import { deadLogOf, doneTwice, isKnownDone, lastState } from './dead-log.js';

const entered = (swap: string, state: string): EventOf<'swap.entered'> => ({
  kind: 'swap.entered',
  swap,
  node: 'n1',
  state,
  on: 'begin',
  why: 'for the test',
});
const opened = (intent: string, kind: 'reboot' | 'arm'): Event => ({
  kind: 'intent.opened',
  intent,
  swap: 's-1',
  node: 'n1',
  action: kind === 'arm' ? { kind, node: 'n1', timeoutMs: 60_000 } : { kind, node: 'n1' },
  rules: [],
});
const closed = (intent: string, outcome: 'done' | 'failed' | 'unknown'): Event => ({
  kind: 'intent.closed',
  intent,
  swap: 's-1',
  node: 'n1',
  outcome,
  text: '',
});

describe('the log of a dead rackd', () => {
  let dir: string;
  let file: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'farside-dead-log-'));
    file = join(dir, 'log.db');
  });
  afterEach(() => rm(dir, { recursive: true }));
  const journal = () => openJournal(file, { stamp: () => ({ at: '2026-01-01T00:00:00Z', monoMs: 1, boot: 'b' }) });

  it('tells of one swap only, in order', () => {
    const live = journal();
    live.append([entered('s-1', 'arming'), entered('s-2', 'staging'), entered('s-1', 'rebooting')]);
    live.close();
    const events = deadLogOf(file, 's-1');
    expect(events).toMatchObject([{ state: 'arming' }, { state: 'rebooting' }]);
    expect(lastState(events)).toBe('rebooting');
    expect(lastState(deadLogOf(file, 's-3'))).toBeUndefined();
  });

  it('cannot be read under a rackd that has it open', () => {
    const live = journal();
    live.append([entered('s-1', 'arming')]);
    expect(() => deadLogOf(file, 's-1')).toThrow(/log/);
    live.close();
  });
});

it('tells what rackd knew to be carried out, by the last word of it or by what was seen', () => {
  const failed = [opened('i-1', 'reboot'), closed('i-1', 'failed'), opened('i-2', 'reboot')];
  expect(isKnownDone(failed, 'reboot', 'rebooted')).toBe(false);
  expect(isKnownDone([...failed, closed('i-2', 'unknown')], 'reboot', 'rebooted')).toBe(false);
  expect(isKnownDone([...failed, closed('i-2', 'done')], 'reboot', 'rebooted')).toBe(true);
  expect(isKnownDone([...failed, closed('i-2', 'done')], 'arm', 'rebooted')).toBe(false);
  expect(isKnownDone([...failed, { ...entered('s-1', 'booting'), on: 'rebooted' }], 'reboot', 'rebooted')).toBe(true);
});

describe('done twice', () => {
  it('is what was carried out again', () => {
    expect(doneTwice([opened('i-1', 'reboot'), closed('i-1', 'done')])).toEqual([]);
    expect(
      doneTwice([opened('i-1', 'reboot'), closed('i-1', 'done'), opened('i-2', 'reboot'), closed('i-2', 'done')]),
    ).toEqual(['reboot']);
  });
  it('is not what was not carried out, nor a dead-man that is started again', () => {
    const again = [opened('i-1', 'reboot'), closed('i-1', 'failed'), opened('i-2', 'reboot'), closed('i-2', 'done')];
    expect(doneTwice(again)).toEqual([]);
    expect(
      doneTwice([opened('i-1', 'arm'), closed('i-1', 'done'), opened('i-2', 'arm'), closed('i-2', 'done')]),
    ).toEqual([]);
  });
});
