// System boot options (IPMI v2.0 §28.12, table 28-14): parameters 0, 3, 4, 5 and the life of the boot flag valid bit.
// One-shot flags die by consumption, by the 60 s rule or by a restart that parameter 3 does not spare; persistent ones by command only.
// Must never hand the same one-shot choice to two boots.
import type { Clock } from '../../clock.js';
import type { RestartCause } from '../machine.js';

export const BOOT_DEVICES: Readonly<Record<number, string>> = {
  0x00: 'none',
  0x01: 'pxe',
  0x02: 'disk',
  0x03: 'safe-disk',
  0x04: 'diagnostic',
  0x05: 'cdrom',
  0x06: 'bios-setup',
  0x07: 'remote-removable',
  0x08: 'remote-cdrom',
  0x09: 'remote-media',
  0x0b: 'remote-disk',
  0x0f: 'removable',
};

export interface BootFlags {
  readonly valid: boolean;
  readonly persistent: boolean;
  readonly efi: boolean;
  readonly device: string;
  /** The five bytes as set. */
  readonly raw: Buffer;
}

/** A Chassis Control must follow within this time (parameter 3 bit 3). */
const VALID_FOR_MS = 60_000;
const KEEP_ON_TIMEOUT = 0x08;

/** Which bit of parameter 3 spares the flags at a restart of this kind; kinds not named never clear them. */
const KEEP_BIT: Partial<Record<RestartCause, number>> = {
  'power-button': 0x01,
  'rtc-wake': 0x01,
  'reset-button': 0x02,
  'soft-reset': 0x02,
  watchdog: 0x04,
  'pef-reset': 0x10,
  'pef-power-cycle': 0x10,
};

export class BootOptions {
  readonly #clock: Clock;
  readonly #invalidated: (why: string) => void;
  #cancelTimeout: () => void = () => {};
  #timing = false;
  #flags = Buffer.alloc(5);
  setInProgress = 0;
  validBitClearing = 0;
  acknowledge = 0;

  constructor(clock: Clock, invalidated: (why: string) => void) {
    this.#clock = clock;
    this.#invalidated = invalidated;
  }

  flags(): BootFlags {
    const [first = 0, second = 0] = this.#flags;
    return {
      valid: (first & 0x80) !== 0,
      persistent: (first & 0x40) !== 0,
      efi: (first & 0x20) !== 0,
      device: BOOT_DEVICES[(second >> 2) & 0x0f] ?? 'reserved',
      raw: Buffer.from(this.#flags),
    };
  }

  setFlags(raw: Buffer): void {
    this.#flags = Buffer.from(raw);
    const flags = this.flags();
    this.#stopTimeout();
    if (flags.valid && !flags.persistent) this.#startTimeout();
  }

  /** "Countdown restarts when a Chassis Control command is received." */
  chassisControlSeen(): void {
    if (this.#timing) this.#startTimeout();
  }

  hostRestarting(cause: RestartCause): void {
    const keepBit = KEEP_BIT[cause];
    const flags = this.flags();
    if (keepBit === undefined || !flags.valid || flags.persistent || (this.validBitClearing & keepBit) !== 0) return;
    this.#invalidate(`restart: ${cause}`);
  }

  /** What the firmware asks when it boots. A one-shot choice is gone afterwards. */
  consume(): BootFlags | undefined {
    const flags = this.flags();
    if (!flags.valid) return undefined;
    this.#stopTimeout();
    if (!flags.persistent) this.#clearValid();
    return flags;
  }

  close(): void {
    this.#stopTimeout();
  }

  #startTimeout(): void {
    this.#cancelTimeout();
    this.#timing = true;
    this.#cancelTimeout = this.#clock.after(VALID_FOR_MS, () => {
      this.#timing = false;
      // Parameter 3 may be set after parameter 5, so it counts as it is now.
      if ((this.validBitClearing & KEEP_ON_TIMEOUT) === 0) this.#invalidate('no chassis control within 60 s');
    });
  }

  #stopTimeout(): void {
    this.#cancelTimeout();
    this.#timing = false;
  }

  #invalidate(why: string): void {
    this.#stopTimeout();
    this.#clearValid();
    this.#invalidated(why);
  }

  #clearValid(): void {
    this.#flags[0] = (this.#flags[0] ?? 0) & 0x7f;
  }
}
