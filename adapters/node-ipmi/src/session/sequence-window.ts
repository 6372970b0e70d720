// The window of received session sequence numbers (IPMI v2.0 §6.12.13): each number is taken once, and only near the highest seen.
// Must be asked only after the packet's code was verified, or a forger could move the window.

/** As far as the specification lets numbers run ahead or arrive late. */
const AHEAD = 15;
const BEHIND = 15;

export class SequenceWindow {
  #highest = 0;
  /** Bit n is set when `#highest - n` was seen. Number 0 is never valid, so it counts as seen. */
  #seen = 1;

  /** True once for a number in the window; false for replayed, too old, too new and 0. */
  accept(sequence: number): boolean {
    const ahead = sequence - this.#highest;
    if (sequence < 1 || ahead > AHEAD || -ahead > BEHIND) return false;
    if (ahead > 0) {
      this.#seen = ((this.#seen << ahead) | 1) & 0xffff;
      this.#highest = sequence;
      return true;
    }
    const bit = 1 << -ahead;
    if ((this.#seen & bit) !== 0) return false;
    this.#seen |= bit;
    return true;
  }
}
