// The Bmc: one session at most and one command at a time, opened when needed, given back when idle.
// Must never send Chassis Control twice for one order, and never call something failed that may have happened.

import { bmcColdReset, bmcWarmReset } from './commands/bmc-reset.js';
import type { BootFlags, BootOverride } from './commands/boot-options.js';
import type { ChassisAction } from './commands/chassis-control.js';
import { chassisControl } from './commands/chassis-control.js';
import { chassisIdentify } from './commands/chassis-identify.js';
import type { RestartCause } from './commands/chassis-restart-cause.js';
import { chassisRestartCause } from './commands/chassis-restart-cause.js';
import type { ChassisStatus } from './commands/chassis-status.js';
import { chassisStatus } from './commands/chassis-status.js';
import type { Command } from './commands/command.js';
import {
  dcmiActivatePowerLimit,
  dcmiGetPowerLimit,
  dcmiSetPowerLimit,
  type PowerLimit,
  type ToldPowerLimit,
} from './commands/dcmi-power-limit.js';
import { dcmiPowerReading, type PowerReading } from './commands/dcmi-power-reading.js';
import { getBootFlags } from './commands/get-boot-options.js';
import { type ChannelAccess, getChannelAccess } from './commands/get-channel-access.js';
import {
  CIPHER_SUITE_PIECE_BYTES,
  CIPHER_SUITE_PIECES_MAX,
  decodeCipherSuites,
  getChannelCipherSuites,
  type OfferedSuite,
} from './commands/get-channel-cipher-suites.js';
import type { DeviceId } from './commands/get-device-id.js';
import { getDeviceId } from './commands/get-device-id.js';
import { getUserAccess, type UserAccess } from './commands/get-user-access.js';
import { getUserName } from './commands/get-user-name.js';
import type { WatchdogState } from './commands/get-watchdog.js';
import { getWatchdog } from './commands/get-watchdog.js';
import { type RawCommand, rawCommand } from './commands/raw.js';
import { resetWatchdog } from './commands/reset-watchdog.js';
import { selAdd } from './commands/sel-add.js';
import { selClear } from './commands/sel-clear.js';
import type { SelEntry } from './commands/sel-get-entry.js';
import { SEL_FIRST, SEL_LAST, selGetEntry } from './commands/sel-get-entry.js';
import type { SelInfo } from './commands/sel-info.js';
import { selInfo } from './commands/sel-info.js';
import { selReserve } from './commands/sel-reserve.js';
import { type ChannelAccessSetting, setChannelAccess } from './commands/set-channel-access.js';
import {
  getSupportedRestorePolicies,
  type RestorePolicySupport,
  type SettableRestorePolicy,
  setPowerRestorePolicy,
} from './commands/set-power-restore-policy.js';
import { setWatchdog } from './commands/set-watchdog.js';
import type { WatchdogSetting } from './commands/watchdog.js';
import type { Fru } from './fru/decode.js';
import { readFru } from './fru/read.js';
import type { BmcOptions } from './options.js';
import { settingsOf } from './options.js';
import type { IpmiResult } from './result.js';
import { done, failed, unknown } from './result.js';
import { readSensors, type SensorReading } from './sensors/readings.js';
import type { BootDeviceSet } from './session/boot-order.js';
import { setBootDeviceOnce } from './session/boot-order.js';
import { CommandQueue } from './session/command-queue.js';
import { CommandRunner } from './session/command-runner.js';
import { WireError } from './wire/wire-error.js';

const MAX_QUEUED = 32;
/** A log that is longer is read as far as this; no BMC has room for more. */
const SEL_ENTRIES_MAX = 65_536;

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

  /** All entries, oldest first, at most 65,536. */
  async sel(): Promise<IpmiResult<readonly SelEntry[]>> {
    const info = await this.selInfo();
    if (info.kind !== 'done') return info;
    const entries: SelEntry[] = [];
    const seen = new Set<number>();
    let next = info.value.entries === 0 ? SEL_LAST : SEL_FIRST;
    // A chain that leads back to where it was has no end: what was read until then is all there is.
    for (; next !== SEL_LAST && entries.length < SEL_ENTRIES_MAX && !seen.has(next); ) {
      seen.add(next);
      const entry = await this.selEntry(next);
      // The last one may be erased while the log is read.
      if (entry.kind === 'refused' && entry.name === 'not-present') break;
      if (entry.kind !== 'done') return entry;
      entries.push(entry.value);
      next = entry.value.nextRecordId;
    }
    return done(entries);
  }

  /** Sent once: a second copy would be a second event. Resolves to the number of the new record. */
  selAdd(record: Buffer): Promise<IpmiResult<number>> {
    return this.#do(selAdd, { record });
  }

  /** Erases the log, for engineers who have saved it. `erasing`: the BMC goes on with it; ask selInfo. */
  async selClear(): Promise<IpmiResult<'erasing' | 'erased'>> {
    const reservation = await this.#do(selReserve, undefined);
    if (reservation.kind !== 'done') return reservation;
    return this.#do(selClear, { reservation: reservation.value, action: 'erase' });
  }

  /** Every sensor that the BMC describes, with its value now. Each command waits for its own turn: a watchdog is never held up by a walk. */
  sensors(): Promise<IpmiResult<readonly SensorReading[]>> {
    return readSensors((command, request) => this.#do(command, request));
  }

  /** Device 0 is the machine itself. */
  fru(device = 0): Promise<IpmiResult<Fru>> {
    return readFru((command, request) => this.#do(command, request), device);
  }

  powerReading(): Promise<IpmiResult<PowerReading>> {
    return this.#do(dcmiPowerReading, undefined);
  }

  /** `refused` with the name `no-active-limit` where none is active. */
  powerLimit(): Promise<IpmiResult<ToldPowerLimit>> {
    return this.#do(dcmiGetPowerLimit, undefined);
  }

  /** In force once it is activated. */
  setPowerLimit(limit: PowerLimit): Promise<IpmiResult<undefined>> {
    return this.#do(dcmiSetPowerLimit, limit);
  }

  activatePowerLimit(active: boolean): Promise<IpmiResult<undefined>> {
    return this.#do(dcmiActivatePowerLimit, { active });
  }

  /** What is in force now is in chassisStatus. */
  setPowerRestorePolicy(policy: SettableRestorePolicy): Promise<IpmiResult<RestorePolicySupport>> {
    return this.#do(setPowerRestorePolicy, { policy });
  }

  supportedRestorePolicies(): Promise<IpmiResult<RestorePolicySupport>> {
    return this.#do(getSupportedRestorePolicies, undefined);
  }

  /** Sent once. The BMC forgets its sessions; a cold one forgets the watchdog too. */
  resetBmc(how: 'cold' | 'warm'): Promise<IpmiResult<undefined>> {
    return this.#do(how === 'cold' ? bmcColdReset : bmcWarmReset, undefined);
  }

  /** Channel 14 is the one that the question came over. */
  channelAccess(channel: number, kept: 'lasting' | 'present' = 'present'): Promise<IpmiResult<ChannelAccess>> {
    return this.#do(getChannelAccess, { channel, kept });
  }

  /** It can lock everybody out of the channel, this caller too. */
  setChannelAccess(setting: ChannelAccessSetting): Promise<IpmiResult<undefined>> {
    return this.#do(setChannelAccess, setting);
  }

  userAccess(channel: number, userId: number): Promise<IpmiResult<UserAccess>> {
    return this.#do(getUserAccess, { channel, userId });
  }

  userName(userId: number): Promise<IpmiResult<string>> {
    return this.#do(getUserName, { userId });
  }

  /** What the BMC says that it offers. Not evidence: a suite is only what a session was opened with. */
  async cipherSuites(): Promise<IpmiResult<readonly OfferedSuite[]>> {
    const pieces: Buffer[] = [];
    for (let piece = 0; piece < CIPHER_SUITE_PIECES_MAX; piece += 1) {
      const read = await this.#do(getChannelCipherSuites, { piece });
      if (read.kind !== 'done') return read;
      pieces.push(read.value);
      if (read.value.length < CIPHER_SUITE_PIECE_BYTES) break;
    }
    try {
      return done(decodeCipherSuites(Buffer.concat(pieces)));
    } catch (error) {
      if (error instanceof WireError) return unknown(`${this.#runner.where}: ${error.message}`);
      throw error;
    }
  }

  /** The answer's bytes behind the completion code. Any other code than 00h is `refused`. */
  raw(command: RawCommand): Promise<IpmiResult<Buffer>> {
    return this.#do(rawCommand(command), undefined);
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
