// The Bmc: one session at most and one command at a time, opened when needed, given back when idle.
// Must never send Chassis Control twice for one order, and never call something failed that may have happened.

import type { BootFlags, BootOverride } from './commands/boot-options.js';
import type { ChassisAction } from './commands/chassis-control.js';
import { chassisControl } from './commands/chassis-control.js';
import { chassisIdentify } from './commands/chassis-identify.js';
import type { RestartCause } from './commands/chassis-restart-cause.js';
import { chassisRestartCause } from './commands/chassis-restart-cause.js';
import type { ChassisStatus } from './commands/chassis-status.js';
import { chassisStatus } from './commands/chassis-status.js';
import type { Command } from './commands/command.js';
import { getBootFlags } from './commands/get-boot-options.js';
import type { DeviceId } from './commands/get-device-id.js';
import { getDeviceId } from './commands/get-device-id.js';
import type { WatchdogState } from './commands/get-watchdog.js';
import { getWatchdog } from './commands/get-watchdog.js';
import { resetWatchdog } from './commands/reset-watchdog.js';
import type { SelEntry } from './commands/sel-get-entry.js';
import { selGetEntry } from './commands/sel-get-entry.js';
import type { SelInfo } from './commands/sel-info.js';
import { selInfo } from './commands/sel-info.js';
import { setWatchdog } from './commands/set-watchdog.js';
import type { WatchdogSetting } from './commands/watchdog.js';
import type { BmcOptions } from './options.js';
import { settingsOf } from './options.js';
import type { IpmiResult } from './result.js';
import { failed } from './result.js';
import type { BootDeviceSet } from './session/boot-order.js';
import { setBootDeviceOnce } from './session/boot-order.js';
import { CommandQueue } from './session/command-queue.js';
import { CommandRunner } from './session/command-runner.js';

const MAX_QUEUED = 32;

export class Bmc {
  readonly #queue = new CommandQueue(MAX_QUEUED);
  readonly #runner: CommandRunner;

  constructor(options: BmcOptions) {
    this.#runner = new CommandRunner(settingsOf(options));
  }

  getDeviceId(): Promise<IpmiResult<DeviceId>> {
    return this.#do(getDeviceId, undefined);
  }

  chassisStatus(): Promise<IpmiResult<ChassisStatus>> {
    return this.#do(chassisStatus, undefined);
  }

  /** Sent exactly once. A lost answer is `unknown`: look at chassisStatus and restartCause. */
  chassisControl(action: ChassisAction): Promise<IpmiResult<undefined>> {
    return this.#do(chassisControl, { action });
  }

  /** Blinks for 1 to 255 seconds; 0 turns it off. */
  chassisIdentify(seconds: number): Promise<IpmiResult<undefined>> {
    return this.#do(chassisIdentify, { seconds });
  }

  restartCause(): Promise<IpmiResult<RestartCause>> {
    return this.#do(chassisRestartCause, undefined);
  }

  getBootDevice(): Promise<IpmiResult<BootFlags>> {
    return this.#do(getBootFlags, undefined);
  }

  /** For one boot only; `none` clears it. Read back; see BootDeviceSet. */
  setBootDevice(override: BootOverride): Promise<IpmiResult<BootDeviceSet>> {
    return this.#queued(() => setBootDeviceOnce(this.#runner, override));
  }

  /** Loads the timer and, without dontStop, stops it. resetWatchdog starts it. */
  setWatchdog(setting: WatchdogSetting): Promise<IpmiResult<undefined>> {
    return this.#do(setWatchdog, setting);
  }

  resetWatchdog(): Promise<IpmiResult<undefined>> {
    return this.#do(resetWatchdog, undefined);
  }

  getWatchdog(): Promise<IpmiResult<WatchdogState>> {
    return this.#do(getWatchdog, undefined);
  }

  selInfo(): Promise<IpmiResult<SelInfo>> {
    return this.#do(selInfo, undefined);
  }

  /** Record 0000h is the first, FFFFh the last. */
  selEntry(recordId: number): Promise<IpmiResult<SelEntry>> {
    return this.#do(selGetEntry, { recordId });
  }

  /** Ends what waits (`failed`) and what is in flight (`unknown` if it was sent), gives the session back, frees the socket. */
  async close(): Promise<void> {
    this.#runner.abort();
    await this.#queue.drained();
    await this.#runner.giveBack();
  }

  #do<Request, Response>(command: Command<Request, Response>, request: Request): Promise<IpmiResult<Response>> {
    return this.#queued(() => this.#runner.run(command, request));
  }

  #queued<T>(work: () => Promise<IpmiResult<T>>): Promise<IpmiResult<T>> {
    const full = failed(`${this.#runner.where}: ${MAX_QUEUED} commands wait already; nothing was sent`);
    return this.#queue.add(work) ?? Promise.resolve(full);
  }
}
