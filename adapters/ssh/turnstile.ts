// Lets a bounded number of commands through at once and a bounded number wait; whoever finds the queue full is sent away, nothing done.
// Must never forget to let the next one in, and never let in more than it was made for.

export type Entry = { readonly kind: 'in'; readonly leave: () => void } | { readonly kind: 'full' | 'late' | 'closed' };

interface Waiting {
  readonly enter: (entry: Entry) => void;
  readonly timer: NodeJS.Timeout;
}

export class Turnstile {
  readonly #atOnce: number;
  readonly #waitingMax: number;
  readonly #waiting: Waiting[] = [];
  #inside = 0;
  #closed = false;

  constructor(atOnce: number, waitingMax: number) {
    this.#atOnce = atOnce;
    this.#waitingMax = waitingMax;
  }

  enter(waitMs: number): Promise<Entry> {
    if (this.#closed) return Promise.resolve({ kind: 'closed' });
    if (this.#inside < this.#atOnce) return Promise.resolve(this.#letIn());
    if (this.#waiting.length >= this.#waitingMax) return Promise.resolve({ kind: 'full' });
    return new Promise((enter) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        enter({ kind: 'late' });
      }, waitMs);
      const waiting: Waiting = { enter, timer };
      this.#waiting.push(waiting);
    });
  }

  close(): void {
    this.#closed = true;
    for (const { enter, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer);
      enter({ kind: 'closed' });
    }
  }

  #letIn(): Entry {
    this.#inside++;
    let left = false;
    return {
      kind: 'in',
      leave: () => {
        if (left) return;
        left = true;
        this.#inside--;
        const next = this.#waiting.shift();
        if (next === undefined) return;
        clearTimeout(next.timer);
        next.enter(this.#letIn());
      },
    };
  }
}
