// Setting the boot device for one boot: parameter 3, parameter 5, read back, in that order and with nothing between.
// Must never report done when the BMC reads back another device.

import type { BootFlags, BootOverride } from '../commands/boot-options.js';
import { getBootFlags } from '../commands/get-boot-options.js';
import { keepBootFlags, setBootFlags } from '../commands/set-boot-options.js';
import type { IpmiResult } from '../result.js';
import { done, failed, unknown } from '../result.js';
import type { CommandRunner } from './command-runner.js';

export interface BootDeviceSet {
  /** Device, validity, EFI and one-shot all read back as set. Some BMCs lose the flags or can't be read; then false. */
  readonly confirmed: boolean;
  readonly readBack: BootFlags | undefined;
  /** The BMC promised to keep the override past 60 s; many refuse this parameter. */
  readonly keepsPastTimeout: boolean;
}

export async function setBootDeviceOnce(
  runner: CommandRunner,
  override: BootOverride,
): Promise<IpmiResult<BootDeviceSet>> {
  const kept = await runner.run(keepBootFlags, undefined);
  if (kept.kind === 'failed') return kept;
  // Without an answer the flags themselves were never sent, so the boot device is as it was.
  if (kept.kind === 'unknown') return failed(`boot device not set: ${kept.text}`);
  const set = await runner.run(setBootFlags, override);
  if (set.kind !== 'done') return set;
  const read = await runner.run(getBootFlags, undefined);
  if (read.kind === 'unknown' || read.kind === 'failed') {
    return unknown(`boot device set to ${override.device}, but it could not be read back: ${read.text}`);
  }
  const readBack = read.kind === 'done' ? read.value : undefined;
  if (readBack !== undefined && readBack.device !== override.device) {
    return failed(
      `the BMC took boot device ${override.device} and reads back ${readBack.device} (selector ${readBack.selector})`,
    );
  }
  return done({
    confirmed: readBack !== undefined && agrees(readBack, override),
    readBack,
    keepsPastTimeout: kept.kind === 'done',
  });
}

function agrees(flags: BootFlags, override: BootOverride): boolean {
  if (override.device === 'none') return flags.device === 'none';
  return flags.valid && !flags.persistent && flags.device === override.device && flags.efi === override.efi;
}
