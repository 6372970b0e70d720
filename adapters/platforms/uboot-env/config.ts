// What createUbootEnv needs to know of a node. There is nothing on such a node to ask which device is which slot, so it is said here.
import type { SlotName } from '#safety/vocabulary/names.js';

export interface UbootEnvConfig {
  readonly slots: Readonly<Record<SlotName, string>>;
  /**
   * What is known of the node's boot script. `farside-ab-v1` is the rule of RAUC's contrib/uboot.sh: the first slot of BOOT_ORDER whose
   * BOOT_<slot>_LEFT (hexadecimal) is above 0 is started, one less saved before its kernel is loaded; when none is left, both get
   * `attempts` again and the board resets. `unknown` is never sound: nothing says that such a node falls back.
   */
  readonly bootScript: 'farside-ab-v1' | 'unknown';
  /** LEFT of a slot that is marked good. At least 2: 1 is what a slot on trial has. */
  readonly attempts: number;
  readonly fwEnvConfig: string;
  /**
   * Copies of the environment that fw_env.config must name. With one, a power cut while it is written loses it, and the
   * board starts with the defaults that are compiled in (frostyard/nbc#87). 1 is for nodes where that was accepted.
   */
  readonly envCopiesMin: 1 | 2;
  readonly commandDeadlineMs: number;
  readonly writeDeadlineMs: number;
  readonly readBackDeadlineMs: number;
}

export const UBOOT_ENV_DEFAULTS: Omit<UbootEnvConfig, 'slots'> = {
  bootScript: 'unknown',
  attempts: 3,
  fwEnvConfig: '/etc/fw_env.config',
  envCopiesMin: 2,
  commandDeadlineMs: 30_000,
  writeDeadlineMs: 20 * 60_000,
  readBackDeadlineMs: 5 * 60_000,
};
