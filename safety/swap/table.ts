// The transition table of a swap: the only way from state to state. The code runs from it, the diagram in docs/ is generated from it,
// the tests enumerate it. `why` is what the log says about the move.
import type { SwapState } from '../vocabulary/swap-state.js';

export const SWAP_EVENTS = [
  'fit',
  'unfit',
  'already-staged',
  'written',
  'write-failed',
  'parked',
  'spoiled',
  'cleared',
  'drained',
  'drain-failed',
  'armed',
  'rebooted',
  'went-down',
  'booted-new',
  'booted-old',
  'valid',
  'invalid',
  'marked',
  'committed',
  'whole-new',
  'whole-old',
  'home',
  'rotten',
  'answers',
  'exhausted',
  'turn-back',
  'deadline',
  'not-serving',
  'hopeless',
] as const;

export type SwapEvent = (typeof SWAP_EVENTS)[number];

export interface Transition {
  readonly from: SwapState;
  readonly on: SwapEvent;
  readonly to: SwapState;
  readonly why: string;
}

const t = (from: SwapState, on: SwapEvent, to: SwapState, why: string): Transition => ({ from, on, to, why });

export const TABLE: readonly Transition[] = [
  t('preflight', 'fit', 'staging', 'the node is healthy and its way back is proven'),
  t('preflight', 'already-staged', 'staged', 'the other slot was read back and holds the image already'),
  t('preflight', 'unfit', 'fell-back', 'the way back is not proven; nothing was changed'),
  t('preflight', 'turn-back', 'fell-back', 'stopped before anything was changed'),
  t('preflight', 'deadline', 'fell-back', 'the evidence did not come in time; nothing was changed'),
  t('preflight', 'hopeless', 'fell-back', 'too many moves; nothing was changed'),

  t('staging', 'written', 'staged', 'the slot was written and read back'),
  t('staging', 'write-failed', 'fell-back', 'the image could not be written; the old slot runs on'),
  t('staging', 'turn-back', 'fell-back', 'stopped before the node was taken out; the old slot runs on'),
  t('staging', 'deadline', 'fell-back', 'writing took too long; the old slot runs on'),
  t('staging', 'hopeless', 'fell-back', 'too many moves; the old slot runs on'),

  t('staged', 'parked', 'ready', 'staged, as asked'),
  t('staged', 'cleared', 'draining', 'the kernel allows the node to be taken out'),
  t('staged', 'spoiled', 'fell-back', 'the slot does not hold the image any more'),
  t('staged', 'turn-back', 'fell-back', 'stopped before the node was taken out'),
  t('staged', 'deadline', 'fell-back', 'the node could not be taken out in time'),
  t('staged', 'hopeless', 'fell-back', 'too many moves'),

  t('draining', 'drained', 'arming', 'the load is seen gone'),
  t('draining', 'drain-failed', 'falling-back', 'the load could not be moved away'),
  t('draining', 'turn-back', 'falling-back', 'stopped before the reboot'),
  t('draining', 'deadline', 'falling-back', 'the load was not gone in time'),
  t('draining', 'hopeless', 'falling-back', 'too many moves'),

  t('arming', 'armed', 'rebooting', 'dead-man seen running, known-good slot still selected, both slots read back'),
  t('arming', 'rebooted', 'booting', 'the node restarted by itself'),
  t('arming', 'turn-back', 'falling-back', 'stopped before the reboot'),
  t('arming', 'deadline', 'falling-back', 'the dead-man or the way back could not be proven in time'),
  t('arming', 'hopeless', 'falling-back', 'too many moves'),

  t('rebooting', 'went-down', 'booting', 'the node went down'),
  t('rebooting', 'rebooted', 'booting', 'the node restarted'),
  t('rebooting', 'turn-back', 'falling-back', 'stopped before the reboot was ordered'),
  t('rebooting', 'deadline', 'falling-back', 'the node did not go down'),
  t('rebooting', 'hopeless', 'falling-back', 'too many moves'),

  t('booting', 'booted-new', 'validating', 'a new boot, on the new slot'),
  t('booting', 'booted-old', 'falling-back', 'it came back on the known-good slot'),
  t('booting', 'deadline', 'recovering', 'neither the new slot nor the dead-man brought it back'),
  t('booting', 'hopeless', 'lost', 'too many moves'),

  t('validating', 'valid', 'committing', 'it serves, within its baseline'),
  t('validating', 'invalid', 'falling-back', 'validation failed'),
  t('validating', 'booted-old', 'falling-back', 'it came back on the known-good slot'),
  t('validating', 'turn-back', 'falling-back', 'a person asked to turn back'),
  t('validating', 'deadline', 'falling-back', 'health was not proven in time'),
  t('validating', 'hopeless', 'lost', 'too many moves'),

  t('committing', 'marked', 'committing', 'marked good and read back: it is the known-good image now'),
  t('committing', 'committed', 'returning', 'marked good, dead-man seen stopped'),
  t('committing', 'booted-old', 'falling-back', 'it came back on the known-good slot'),
  t('committing', 'deadline', 'falling-back', 'it could not be marked good, or the dead-man not be stopped, in time'),
  t('committing', 'hopeless', 'lost', 'too many moves'),

  t('returning', 'whole-new', 'committed', 'it serves on the new image'),
  t('returning', 'whole-old', 'fell-back', 'it serves on the known-good image'),
  t(
    'returning',
    'not-serving',
    'lost',
    'it answers on its known-good image but is not whole: service, load or dead-man',
  ),
  t('returning', 'deadline', 'recovering', 'it stopped answering'),
  t('returning', 'hopeless', 'lost', 'too many moves'),

  t('falling-back', 'home', 'returning', 'on the known-good slot, read back, dead-man stopped'),
  t('falling-back', 'rotten', 'lost', 'the known-good slot does not hold its image any more'),
  t('falling-back', 'deadline', 'recovering', 'it did not come home by itself in time'),
  t('falling-back', 'hopeless', 'lost', 'too many moves'),

  t('recovering', 'answers', 'falling-back', 'it answers again'),
  t('recovering', 'turn-back', 'fell-back', 'stopped before anything was done to it'),
  t('recovering', 'exhausted', 'lost', 'no rung of the ladder brought it back'),
  t('recovering', 'deadline', 'lost', 'recovery took too long'),
  t('recovering', 'hopeless', 'lost', 'too many moves'),
];

/** The move that `event` makes from `state`. A pair that is not in the table is a defect, not an event: it throws. */
export function transition(state: SwapState, event: SwapEvent): Transition {
  const found = TABLE.find((row) => row.from === state && row.on === event);
  if (found === undefined) throw new Error(`A swap in ${state} cannot take ${event}: no such transition.`);
  return found;
}
