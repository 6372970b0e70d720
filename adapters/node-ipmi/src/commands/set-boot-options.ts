// Set System Boot Options (IPMI v2.0 §28.12): parameter 3 so that the override outlives 60 s, then parameter 5, the override.
// Must never set anything but these two; see boot-options.ts for what they may hold.

import type { CommandCodes } from '../completion-codes.js';
import type { BootOverride } from './boot-options.js';
import { BOOT_PARAMETER, encodeBootFlags, keepPastTimeout } from './boot-options.js';
import type { Command } from './command.js';
import { NET_FN } from './command.js';

const CODES: CommandCodes = {
  0x80: ['parameter-not-supported', 'the BMC does not have this boot parameter'],
  0x81: ['set-in-progress', 'another console is setting boot options'],
  0x82: ['read-only', 'the BMC does not let this boot parameter be written'],
};

const SET_BOOT_OPTIONS = { netFn: NET_FN.chassis, command: 0x08, repeatable: true, completionCodes: CODES } as const;

export const keepBootFlags: Command<void, undefined> = {
  ...SET_BOOT_OPTIONS,
  name: 'Set System Boot Options (parameter 3)',
  encode: () => Buffer.concat([Buffer.from([BOOT_PARAMETER.validBitClearing]), keepPastTimeout()]),
  decode: () => undefined,
};

export const setBootFlags: Command<BootOverride, undefined> = {
  ...SET_BOOT_OPTIONS,
  name: 'Set System Boot Options (parameter 5)',
  encode: (override) => Buffer.concat([Buffer.from([BOOT_PARAMETER.bootFlags]), encodeBootFlags(override)]),
  decode: () => undefined,
};
