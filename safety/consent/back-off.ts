// How long a rack waits before it asks for a group again. Chance comes in as a number, so that the same inputs give the same wait. Two that refused
// each other meet again less often the further apart their waits are; who has had its turn waits longer than anybody who has not.
export interface BackOff {
  /** The longest wait after a refusal; at least some times what an asking takes. */
  readonly windowMs: number;
}

/** A share of the window that is always waited, so that the racks that were asked are free again. */
const LEAST = 1 / 8;

const within = (jitter: number): number => Math.min(1, Math.max(0, jitter));

/** `jitter`: evenly from 0 to 1. Milliseconds. */
export const afterRefusalMs = ({ windowMs }: BackOff, jitter: number): number =>
  windowMs * (LEAST + (1 - LEAST) * within(jitter));

/** Longer than any wait after a refusal: whoever waits asks before whoever has just had its turn (three that ask for ever all get theirs). */
export const afterTurnMs = ({ windowMs }: BackOff, jitter: number): number => windowMs * (1 + within(jitter));
