// The chassis as the BMC sees it (IPMI v2.0 §28): power actions, restart cause, restore policy, identify lamp.
// Must never decide what a power action means for the machine: it passes it on, and knows only on from off.
import type { Clock } from '../../clock.js';
import type { Ledger } from '../ledger.js';
import type { Machine, PowerAction, RestartCause } from '../machine.js';
import type { BootOptions } from './boot-options.js';

export const RESTORE_POLICIES = ['stay-off', 'previous', 'always-on'] as const;
export type RestorePolicy = (typeof RESTORE_POLICIES)[number];

/** Which actions mean nothing to a machine without power (§28.3 recommends D5h then). */
const NEEDS_POWER: readonly PowerAction[] = ['cycle', 'reset', 'soft', 'diag'];
const RESTARTS: readonly PowerAction[] = ['on', 'cycle', 'reset'];

export class Chassis {
  readonly #clock: Clock;
  readonly #machine: Machine;
  readonly #ledger: Ledger;
  readonly #bootOptions: BootOptions;
  #cancelIdentify: () => void = () => {};
  identify: 'off' | 'timed' | 'on' = 'off';
  restorePolicy: RestorePolicy = 'always-on';
  restartCause: RestartCause = 'unknown';
  lastOnByCommand = false;

  constructor(clock: Clock, machine: Machine, ledger: Ledger, bootOptions: BootOptions) {
    this.#clock = clock;
    this.#machine = machine;
    this.#ledger = ledger;
    this.#bootOptions = bootOptions;
  }

  isOn(): boolean {
    return this.#machine.isOn();
  }

  /** False when the machine is off and the action needs power; then nothing happened. */
  power(action: PowerAction, cause: RestartCause, by: string): boolean {
    const on = this.#machine.isOn();
    if (!on && NEEDS_POWER.includes(action)) {
      this.#ledger.add(by, { what: 'power-not-possible', action, cause });
      return false;
    }
    const restarts = RESTARTS.includes(action) && !(action === 'on' && on);
    if (restarts) this.hostRestarting(cause);
    if (action === 'on' && !on) this.lastOnByCommand = cause === 'chassis-command';
    this.#ledger.add(by, { what: 'power', action, cause });
    this.#machine.power(action, cause);
    return true;
  }

  hostRestarting(cause: RestartCause): void {
    this.restartCause = cause;
    this.#bootOptions.hostRestarting(cause);
  }

  setIdentify(forMs: number | 'until-told'): void {
    this.#cancelIdentify();
    this.identify = forMs === 'until-told' ? 'on' : forMs === 0 ? 'off' : 'timed';
    if (forMs === 'until-told' || forMs === 0) return;
    this.#cancelIdentify = this.#clock.after(forMs, () => {
      this.identify = 'off';
    });
  }

  close(): void {
    this.#cancelIdentify();
  }
}
