// Model time for the virtual rack: a clock that may run faster than real time, and one that a test turns by hand.
// Model time starts at 0 when a clock is made and never goes back; it is monotonic and knows no date.
// Must never: read the wall clock, fire a timer before its model time, or leave a timer behind after close().
// A sleep that close() cuts off never settles (like a cleared timer): code behind it must not believe that time passed.
export interface Clock {
  nowMs(): number;
  /** Runs `run` once, `delayMs` of model time from now; the returned function cancels it. */
  after(delayMs: number, run: () => void): () => void;
  sleep(ms: number): Promise<void>;
}

export interface ScaledClock extends Clock {
  readonly speed: number;
  /** Cancels every pending timer and sleep; later ones are refused. */
  close(): void;
}

export interface ManualClock extends Clock {
  /** Moves model time on and runs, in order, what falls due on the way. */
  advance(ms: number): void;
  pending(): number;
}

/** Node clamps longer timers to 1 ms; they are waited for in stages. */
const LONGEST_TIMER_MS = 2_147_483_647;

export function scaledClock(speed: number): ScaledClock {
  if (!Number.isFinite(speed) || speed <= 0) throw new RangeError(`clock speed must be above 0, got ${speed}`);
  const startedMs = performance.now();
  const cancels = new Set<() => void>();
  let closed = false;
  const nowMs = (): number => (performance.now() - startedMs) * speed;

  function start(delayMs: number, keepAlive: boolean, run: () => void): () => void {
    if (closed) throw new Error('the model clock is closed: nothing can be scheduled on it any more');
    const dueMs = nowMs() + Math.max(0, delayMs);
    let timer: NodeJS.Timeout;
    const cancel = (): void => {
      clearTimeout(timer);
      cancels.delete(cancel);
    };
    const wait = (): void => {
      const realMs = Math.min(LONGEST_TIMER_MS, Math.max(0, (dueMs - nowMs()) / speed));
      timer = setTimeout(wake, realMs);
      if (!keepAlive) timer.unref();
    };
    const wake = (): void => {
      if (nowMs() < dueMs) {
        wait();
        return;
      }
      cancels.delete(cancel);
      run();
    };
    cancels.add(cancel);
    wait();
    return cancel;
  }

  return {
    speed,
    nowMs,
    after: (delayMs, run) => start(delayMs, false, run),
    sleep: (ms) => new Promise((resolve) => start(ms, true, resolve)),
    close() {
      closed = true;
      for (const cancel of [...cancels]) cancel();
    },
  };
}

export function manualClock(): ManualClock {
  let now = 0;
  let serial = 0;
  const due = new Map<number, { atMs: number; run: () => void }>();

  function next(untilMs: number): [number, { atMs: number; run: () => void }] | undefined {
    let best: [number, { atMs: number; run: () => void }] | undefined;
    for (const entry of due) {
      if (entry[1].atMs <= untilMs && (best === undefined || entry[1].atMs < best[1].atMs)) best = entry;
    }
    return best;
  }
  function after(delayMs: number, run: () => void): () => void {
    const id = serial++;
    due.set(id, { atMs: now + Math.max(0, delayMs), run });
    return () => due.delete(id);
  }

  return {
    nowMs: () => now,
    after,
    sleep: (ms) =>
      new Promise((resolve) => {
        after(ms, resolve);
      }),
    pending: () => due.size,
    advance(ms) {
      const untilMs = now + ms;
      for (let entry = next(untilMs); entry !== undefined; entry = next(untilMs)) {
        due.delete(entry[0]);
        now = Math.max(now, entry[1].atMs);
        entry[1].run();
      }
      now = untilMs;
    },
  };
}
