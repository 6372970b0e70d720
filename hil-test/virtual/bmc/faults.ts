// The script of what is wrong with this BMC: tests change the fields while it serves.
// Chance comes from a seeded generator, so a failing run can be repeated. Must never be wrong by itself: all off by default.
import { Random } from '../random.js';

export interface BmcFaults {
  /** Hears everything, does nothing, answers nothing. */
  silent: boolean;
  /** Real milliseconds between a request's effect and its reply. */
  answerDelayMs: number;
  /** Completion code C0h (node busy) to every command but session management. */
  busy: boolean;
  /** Chance, 0 to 1, that a datagram is lost before the BMC hears it. */
  loseRequests: number;
  /** Chance that a reply is lost after its effect took place. */
  loseReplies: number;
  /** Chance that a reply is sent twice. */
  duplicateReplies: number;
  /** Every Open Session is answered with status 01h (insufficient resources). */
  noResources: boolean;
  /** The authentication code of replies in a session is wrong by one bit. */
  wrongMac: boolean;
  /** Replies in a session carry a (properly signed) sequence number 32 behind: outside any window. */
  wrongSequence: boolean;
  /** The watchdog counts down to 0 and then does nothing, without a trace. */
  watchdogNeverFires: boolean;
  /** Set Watchdog Timer answers 00h (done) and changes nothing. */
  watchdogForgetsSet: boolean;
}

export function noFaults(): BmcFaults {
  return {
    silent: false,
    answerDelayMs: 0,
    busy: false,
    loseRequests: 0,
    loseReplies: 0,
    duplicateReplies: 0,
    noResources: false,
    wrongMac: false,
    wrongSequence: false,
    watchdogNeverFires: false,
    watchdogForgetsSet: false,
  };
}

/** For losing packets; not for secrets. */
export function seededChance(seed: number): (probability: number) => boolean {
  const random = new Random(seed);
  return (probability) => random.next() / 4_294_967_296 < probability;
}
