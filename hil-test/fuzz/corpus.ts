// The packets that reached something new in one target, and what has been reached. Bounded.
// Must never forget a seed: the oldest entries stay, what is too much is not taken in.
import { edgeHits, edgesTouched, probe } from './probe.js';
import type { Random } from '../virtual/random.js';

const ENTRIES_MAX = 1_024;
const EDGES = 1 << 16;

export class Corpus {
  readonly entries: Buffer[] = [];
  /** A bit for each rounded count with which the edge was passed. */
  readonly #seen = new Uint8Array(EDGES);
  #edges = 0;

  get edges(): number {
    return this.#edges;
  }

  /** Whether the last packet went where none of this target went before. */
  isNews(): boolean {
    let news = false;
    for (let index = 0; index < probe.edges; index++) {
      const edge = edgesTouched[index] ?? 0;
      const bit = countBit(edgeHits[edge] ?? 0);
      const seen = this.#seen[edge] ?? 0;
      if ((seen & bit) !== 0) continue;
      if (seen === 0) this.#edges += 1;
      this.#seen[edge] = seen | bit;
      news = true;
    }
    return news;
  }

  keep(bytes: Buffer): void {
    if (this.entries.length < ENTRIES_MAX) this.entries.push(Buffer.from(bytes));
  }

  /** Half of the time one of the newest quarter: where the fuzzer got furthest. */
  pick(random: Random): Buffer | undefined {
    const { length } = this.entries;
    const newest = random.below(2) === 0 ? Math.ceil(length / 4) : length;
    return this.entries[length - 1 - random.below(newest)];
  }
}

/** 1, 2, 3, 4–7, 8–15, 16–31, 32–127, more: one time more in a long loop is no news. */
function countBit(times: number): number {
  if (times < 4) return 1 << (times - 1);
  if (times < 8) return 8;
  if (times < 16) return 16;
  if (times < 32) return 32;
  return times < 128 ? 64 : 128;
}
