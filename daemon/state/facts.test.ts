// Ages that the swap machine is told: they start anew with rackd, those of power actions do not.
import { describe, expect, test } from 'vitest';
import { ageMs, swapRecord, watchedMs } from './facts.js';
import type { Job, Stamp } from './state.js';

const BOOT = 'boot-1';
const at = (monoMs: number, boot = BOOT): Stamp => ({ monoMs, boot });
/** rackd started at 50 s on the clock of this boot, now it is 52 s. */
const moment = { nowMs: 52_000, boot: BOOT, startedMs: 50_000 };

const job: Job = {
  id: 's-1',
  node: 'n1',
  goal: 'swap',
  image: `sha256:${'ab'.repeat(32)}`,
  by: 'site',
  why: '',
  acceptedSeq: 1,
  acceptedAt: at(1000),
  phase: 'running',
  state: 'validating',
  reason: '',
  enteredAt: at(2000),
  endedSeq: 0,
  tries: [
    {
      intent: 'i-1',
      action: { kind: 'kick', node: 'n1' },
      opened: at(2000),
      closed: { outcome: 'done', text: 'done', at: at(3000) },
    },
  ],
  rungs: [{ name: 'reset', at: at(2500) }],
  rollbackAsked: false,
  moves: 6,
  reasons: [],
  rules: [],
  downMs: 0,
};

describe('ages after a restart of rackd', () => {
  test('the time without a rackd is held against no node: no deadline, no try and no rung has aged in it', () => {
    const record = swapRecord(job, moment);
    expect(record.inStateMs).toBe(2000);
    expect(record.tries.map((one) => one.ageMs)).toEqual([2000]);
    expect(record.rungs.map((one) => one.ageMs)).toEqual([2000]);
  });

  test('what happened since counts in full', () => {
    expect(watchedMs(at(51_500), moment)).toBe(500);
    expect(swapRecord({ ...job, enteredAt: at(51_000) }, moment).inStateMs).toBe(1000);
  });

  test('a stamp of another boot of the computer is as old as this process', () => {
    expect(watchedMs(at(9_000_000, 'boot-0'), moment)).toBe(2000);
    expect(ageMs(at(9_000_000, 'boot-0'), moment)).toBe(2000);
  });

  test('a power action keeps its true age: wear does not heal by a restart, nor does it start anew', () => {
    expect(ageMs(at(2000), moment)).toBe(50_000);
  });
});
