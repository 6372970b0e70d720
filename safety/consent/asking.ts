// What a holder has heard to its open intent. Kept in memory only: after a crash everyone is asked again. Answers are bound to the intent and to
// the round; one to an older intent or an older round is not heard at all, and within a round a no is never turned into a yes.
import type { Answer, HeardOpinion, IntentId, Opinion, RackId } from '../vocabulary/consent.js';

interface Heard {
  readonly opinion: Opinion;
  readonly round: number;
  /** When its round was asked, on this rack's monotonic clock. */
  readonly askedMs: number;
}

export interface Asking {
  readonly intent: IntentId;
  readonly round: number;
  readonly firstAskedMs: number;
  readonly roundAskedMs: number;
  readonly heard: ReadonlyMap<RackId, Heard>;
}

/** `round`: greater than any that this rack has used before, also before a crash. */
export const startAsking = (intent: IntentId, round: number, nowMs: number): Asking => ({
  intent,
  round,
  firstAskedMs: nowMs,
  roundAskedMs: nowMs,
  heard: new Map(),
});

/** Asks everyone again. What was said before holds until it is too old or somebody says otherwise. */
export const askAgain = (asking: Asking, nowMs: number): Asking => ({
  ...asking,
  round: asking.round + 1,
  roundAskedMs: nowMs,
});

export function hear(asking: Asking, from: RackId, answer: Answer): Asking {
  if (answer.intent !== asking.intent || answer.round !== asking.round) return asking;
  const before = asking.heard.get(from);
  if (before?.round === asking.round && before.opinion.kind === 'refuse') return asking;
  return withOpinion(asking, from, opinionOf(answer));
}

/** A giver says, unasked, that a member of its share fails: its consent to this round is gone, and no late answer brings it back. */
export const hearWarning = (asking: Asking, from: RackId, text: string): Asking =>
  withOpinion(asking, from, { kind: 'refuse', because: 'warning', text });

const opinionOf = (answer: Answer): Opinion =>
  answer.kind === 'consent'
    ? { kind: 'consent', members: answer.members }
    : { kind: 'refuse', because: answer.because, text: answer.text };

const withOpinion = (asking: Asking, from: RackId, opinion: Opinion): Asking => ({
  ...asking,
  heard: new Map([...asking.heard, [from, { opinion, round: asking.round, askedMs: asking.roundAskedMs }]]),
});

/** For the facts: ages instead of times. */
export const opinionsAt = (asking: Asking, nowMs: number): ReadonlyMap<RackId, HeardOpinion> =>
  new Map([...asking.heard].map(([rack, { opinion, askedMs }]) => [rack, { opinion, askedAgeMs: nowMs - askedMs }]));
