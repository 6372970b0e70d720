// The power limit of DCMI (v1.5 §6.6.2 to §6.6.4): set, then activated. It only remembers: this machine's draw is what it is.
// Must never be active before it was set.
export interface LimitSetting {
  readonly exception: number;
  readonly watts: number;
  readonly correctionMs: number;
  readonly samplingS: number;
}

export class PowerLimit {
  #setting: LimitSetting = { exception: 0, watts: 0, correctionMs: 0, samplingS: 0 };
  #active = false;

  get setting(): LimitSetting {
    return this.#setting;
  }
  get active(): boolean {
    return this.#active;
  }
  set(setting: LimitSetting): void {
    this.#setting = setting;
  }
  /** False when nothing was set. */
  activate(active: boolean): boolean {
    if (active && this.#setting.watts === 0) return false;
    this.#active = active;
    return true;
  }
}
