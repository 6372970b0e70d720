// Replay protection of a session (IPMI v2.0 §6.12.13): a sequence number is accepted once, and only near the highest seen.
// Must never be asked before the packet's authentication code was found right, or a forger could move the window.
const AHEAD_MAX = 15;
const BEHIND_MAX = 16;

export class SequenceWindow {
  #highest = 0;
  readonly #seen = new Set<number>();

  accept(sequence: number): boolean {
    if (sequence === 0) return false; // reserved for packets outside a session
    const ahead = (sequence - this.#highest) | 0; // wraps as 32-bit sequence numbers do
    if (ahead > AHEAD_MAX || ahead < -BEHIND_MAX || this.#seen.has(sequence)) return false;
    if (ahead === 0) return false;
    this.#seen.add(sequence);
    if (ahead > 0) {
      this.#highest = sequence;
      for (const old of this.#seen) if (((sequence - old) | 0) > BEHIND_MAX) this.#seen.delete(old);
    }
    return true;
  }
}
