// The images that the rack holds, as last checked. A swap is judged on a check made after it was requested: radiation flips bits (SAF-8).
import type { HeldImage, ImageStore } from '#adapters/ports/images.js';
import type { Image } from '#adapters/ports/platform.js';
import type { Digest } from '#safety/vocabulary/names.js';
import type { Clock } from './ports/clock.js';

export class ImagesHeld {
  readonly #store: ImageStore;
  readonly #clock: Clock;
  readonly #onDefect: (error: unknown) => void;
  #held: ReadonlyMap<Digest, HeldImage> = new Map();
  readonly #checkedMs = new Map<Digest, number>();
  readonly #checking = new Set<Digest>();
  #listing = false;

  constructor(store: ImageStore, clock: Clock, onDefect: (error: unknown) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#onDefect = onDefect;
  }

  get all(): ReadonlyMap<Digest, HeldImage> {
    return this.#held;
  }

  imageOf(digest: Digest): Image | undefined {
    return this.#held.get(digest)?.image;
  }

  async refresh(): Promise<void> {
    if (this.#listing) return;
    this.#listing = true;
    try {
      const held = await this.#store.list();
      this.#held = new Map(held.map((one) => [one.image.digest, one]));
    } finally {
      this.#listing = false;
    }
  }

  /** Whether the image was hashed anew since `sinceMs`; starts that if not. */
  isCheckedSince(digest: Digest, sinceMs: number): boolean {
    if ((this.#checkedMs.get(digest) ?? Number.NEGATIVE_INFINITY) >= sinceMs) return true;
    if (!this.#checking.has(digest)) {
      this.#checking.add(digest);
      this.#check(digest)
        .catch(this.#onDefect)
        .finally(() => this.#checking.delete(digest));
    }
    return false;
  }

  async #check(digest: Digest): Promise<void> {
    const begunMs = this.#clock.monoMs();
    const found = await this.#store.check(digest);
    const held = new Map(this.#held);
    if (found === undefined) held.delete(digest);
    else held.set(digest, found);
    this.#held = held;
    this.#checkedMs.set(digest, begunMs);
  }
}
