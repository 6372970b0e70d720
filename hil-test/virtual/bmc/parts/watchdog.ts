// The BMC's one watchdog timer (IPMI v2.0 §27). It lives in the BMC, so host resets do not touch it; a BMC reset forgets it.
// Must never run without having been started by Reset, fire twice for one start, or answer "running" when it is not.
import type { Clock } from '../../clock.js';

export const WATCHDOG_ACTIONS = ['none', 'hard-reset', 'power-down', 'power-cycle'] as const;
export type WatchdogAction = (typeof WATCHDOG_ACTIONS)[number];
export const PRE_TIMEOUT_INTERRUPTS = ['none', 'smi', 'nmi', 'message'] as const;
export type PreTimeoutInterrupt = (typeof PRE_TIMEOUT_INTERRUPTS)[number];

export interface WatchdogSettings {
  readonly dontLog: boolean;
  /** 1 FRB2, 2 POST, 3 OS load, 4 SMS/OS, 5 OEM. */
  readonly use: number;
  readonly action: WatchdogAction;
  readonly interrupt: PreTimeoutInterrupt;
  readonly preTimeoutS: number;
  /** Units of 100 ms. */
  readonly initialCount: number;
}

export interface WatchdogSnapshot extends WatchdogSettings {
  readonly initialized: boolean;
  readonly running: boolean;
  readonly expirationFlags: number;
  readonly presentCount: number;
}

export interface WatchdogEffects {
  /** False: the fault script swallowed it, and it leaves no expiration flag either. */
  expired(settings: WatchdogSettings): boolean;
  preTimeout(settings: WatchdogSettings): void;
}

const TICK_MS = 100;
const UNSET: WatchdogSettings = {
  dontLog: false,
  use: 0,
  action: 'none',
  interrupt: 'none',
  preTimeoutS: 0,
  initialCount: 0,
};

export class Watchdog {
  readonly #clock: Clock;
  readonly #effects: WatchdogEffects;
  #settings = UNSET;
  #initialized = false;
  #flags = 0;
  /** Model time of expiry while running; otherwise the count it stands at. */
  #counter: { readonly running: true; readonly dueMs: number } | { readonly running: false; readonly count: number } = {
    running: false,
    count: 0,
  };
  #preTimeoutReached = false;
  #cancels: (() => void)[] = [];

  constructor(clock: Clock, effects: WatchdogEffects) {
    this.#clock = clock;
    this.#effects = effects;
  }

  set(settings: WatchdogSettings, dontStop: boolean, clearFlags: number): void {
    const goesOn = dontStop && this.#counter.running;
    this.#settings = settings;
    this.#initialized = true;
    this.#flags &= ~clearFlags;
    this.#stop(settings.initialCount);
    if (goesOn) this.#start();
  }

  /** `uninitialized`: never set (80h). `locked`: past the pre-timeout interrupt only Set helps (§27.5). */
  restart(): 'started' | 'uninitialized' | 'locked' {
    if (!this.#initialized) return 'uninitialized';
    if (this.#preTimeoutReached && this.#counter.running) return 'locked';
    this.#stop(this.#settings.initialCount);
    this.#start();
    return 'started';
  }

  forget(): void {
    this.#stop(0);
    this.#settings = UNSET;
    this.#initialized = false;
    this.#flags = 0;
  }

  snapshot(): WatchdogSnapshot {
    const counter = this.#counter;
    const presentCount = counter.running
      ? Math.max(0, Math.ceil((counter.dueMs - this.#clock.nowMs()) / TICK_MS))
      : counter.count;
    return {
      ...this.#settings,
      initialized: this.#initialized,
      running: counter.running,
      expirationFlags: this.#flags,
      presentCount: Math.min(presentCount, this.#settings.initialCount),
    };
  }

  #stop(count: number): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
    this.#counter = { running: false, count };
    this.#preTimeoutReached = false;
  }

  /** A count of 0 expires at once (§27.7). */
  #start(): void {
    const settings = this.#settings;
    const totalMs = settings.initialCount * TICK_MS;
    this.#counter = { running: true, dueMs: this.#clock.nowMs() + totalMs };
    this.#cancels.push(this.#clock.after(totalMs, () => this.#expire()));
    if (settings.interrupt === 'none') return;
    this.#cancels.push(
      this.#clock.after(Math.max(0, totalMs - settings.preTimeoutS * 1000), () => {
        this.#preTimeoutReached = true;
        this.#effects.preTimeout(settings);
      }),
    );
  }

  #expire(): void {
    this.#stop(0);
    const { use } = this.#settings;
    if (this.#effects.expired(this.#settings)) this.#flags |= 1 << use;
  }
}
