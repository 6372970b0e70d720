// Single steps that a whole walk passes by too quickly to see: what is done with a dead-man that runs low, or has fired, on a slow node.
import { describe, expect, it } from 'vitest';
import { healthyRack, LIMITS, NEW, OLD, withDeadMan, withHost, withNode } from '../sample-facts.js';
import type { Facts } from '../vocabulary/facts.js';
import type { SwapState } from '../vocabulary/swap-state.js';
import type { SwapRecord } from './record.js';
import { TIMING } from './sample-supervisor.js';
import { nextStep } from './steps.js';

const swapIn = (state: SwapState, more: Partial<SwapRecord> = {}): SwapRecord => ({
  id: 's-1',
  node: 'n1',
  goal: 'swap',
  image: NEW,
  state,
  inStateMs: 10_000,
  target: 'B',
  bootId: 'before',
  tries: [],
  rungs: [],
  rollbackAsked: false,
  moves: 8,
  ...more,
});
const LOW = { remainingMs: LIMITS.watchdogTimeoutMs / 3 };
const kindOf = (swap: SwapRecord, facts: Facts) => nextStep(swap, facts, TIMING)?.action.kind;
const onA = (facts: Facts) => withHost(facts, 'n1', { booted: 'A', marks: { A: 'trying', B: 'trying' } });
const onB = (facts: Facts) => withHost(facts, 'n1', { booted: 'B', marks: { A: 'good', B: 'trying' } });

describe('a dead-man that runs low', () => {
  it.each(['falling-back', 'returning'] as const)(
    'is kicked in %s, on the known-good slot, before that is pinned',
    (state) => {
      expect(kindOf(swapIn(state), withDeadMan(onA(healthyRack()), 'n1', LOW))).toBe('kick');
      expect(kindOf(swapIn(state), withDeadMan(onA(healthyRack()), 'n1'))).toBe('restore-known-good');
    },
  );
  it('is kicked in committing, before the slot is marked good', () => {
    expect(kindOf(swapIn('committing'), withDeadMan(onB(healthyRack()), 'n1', LOW))).toBe('kick');
    expect(kindOf(swapIn('committing'), withDeadMan(onB(healthyRack()), 'n1'))).toBe('mark-good');
  });
  it('does not keep the work from being done when the BMC refuses the kick', () => {
    const swap = swapIn('falling-back', { tries: [{ action: 'kick', outcome: 'refused', text: '', ageMs: 60_000 }] });
    expect(kindOf(swap, withDeadMan(onA(healthyRack()), 'n1', LOW))).toBe('restore-known-good');
  });
  it('is not kicked on a slot that nobody vouches for', () => {
    const facts = withNode(withDeadMan(onB(healthyRack()), 'n1', LOW), 'n1', { knownGood: { slot: 'A', image: OLD } });
    expect(kindOf(swapIn('falling-back'), facts)).not.toBe('kick');
  });
});

const silent = (facts: Facts) => withNode(facts, 'n1', { host: undefined });

describe('a dead-man that stands still while the node boots', () => {
  it('is started again when the firmware stopped it', () => {
    expect(kindOf(swapIn('booting'), silent(withDeadMan(healthyRack(), 'n1', { running: false, fired: false })))).toBe(
      'arm',
    );
  });
  it('is left alone when it has fired: the node is on its way home', () => {
    expect(
      kindOf(swapIn('booting'), silent(withDeadMan(healthyRack(), 'n1', { running: false, fired: true }))),
    ).toBeUndefined();
  });
});

/** A rackd that comes back sees the BMC before the host: nothing is known of the node yet but that its dead-man has done its work. */
describe('a dead-man that stands still in validating', () => {
  const stopped = (fired: boolean) => withDeadMan(healthyRack(), 'n1', { running: false, fired });
  it('is started again when firmware or driver stopped it, seen or unseen', () => {
    expect(kindOf(swapIn('validating'), silent(stopped(false)))).toBe('arm');
    expect(kindOf(swapIn('validating'), onB(stopped(false)))).toBe('arm');
  });
  it('is left alone when it has fired and nobody has seen the node since', () => {
    expect(kindOf(swapIn('validating'), silent(stopped(true)))).toBeUndefined();
  });
  it('is started again when it has fired into the very trial', () => {
    expect(kindOf(swapIn('validating'), onB(stopped(true)))).toBe('arm');
  });
});
