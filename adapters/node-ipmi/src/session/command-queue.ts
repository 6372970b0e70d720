// First in, first out, one at a time, bounded: what stands between callers and a BMC that can do one thing at once.
// Must never drop or reorder what it took in; what does not fit is refused at the door.

export class CommandQueue {
  readonly #limit: number;
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Undefined when full; then `work` is never run. */
  add<T>(work: () => Promise<T>): Promise<T> | undefined {
    if (this.#waiting >= this.#limit) return undefined;
    this.#waiting += 1;
    const run = this.#tail.then(work).finally(() => {
      this.#waiting -= 1;
    });
    this.#tail = run.catch(() => undefined);
    return run;
  }

  get idle(): boolean {
    return this.#waiting === 0;
  }

  /** Resolves when all that was taken in so far is over. */
  async drained(): Promise<void> {
    await this.#tail;
  }
}
