// The script of what is wrong with this BMC: tests change the fields while it serves.
// Chance comes from a seeded generator, so a failing run can be repeated. Must never be wrong by itself: all off by default.
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

/** Mulberry32: 32 bits of state are plenty for losing packets; not for secrets. */
export function seededChance(seed: number): (probability: number) => boolean {
  let state = seed >>> 0;
  return (probability) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296 < probability;
  };
}
