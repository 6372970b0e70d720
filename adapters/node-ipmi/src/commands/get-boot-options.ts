// Get System Boot Options (IPMI v2.0 §28.13), parameter 5: which device the next boot is to take.
// Must never be read for another parameter than the one asked for.

import type { BootFlags } from './boot-options.js';
import { BOOT_PARAMETER, decodeBootFlags, parameterBytes } from './boot-options.js';
import type { Command } from './command.js';
import { NET_FN } from './command.js';

export const getBootFlags: Command<void, BootFlags> = {
  name: 'Get System Boot Options',
  netFn: NET_FN.chassis,
  command: 0x09,
  repeatable: true,
  completionCodes: { 0x80: ['parameter-not-supported', 'the BMC does not have this boot parameter'] },
  encode: () => Buffer.from([BOOT_PARAMETER.bootFlags, 0, 0]),
  decode: (data) => decodeBootFlags(parameterBytes(data, BOOT_PARAMETER.bootFlags)),
};
