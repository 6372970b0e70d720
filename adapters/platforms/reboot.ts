// Orders a reboot, alone or as the end of one command. The order is sent once. A connection that drops while the node answers is exactly what
// a reboot looks like, and also what a broken cable looks like: it is `unknown`, and only a new boot id tells.
import type { Outcome } from '#safety/vocabulary/outcome.js';
import { pipeline, type Ssh, sequence } from '../ssh/index.js';
import { outcomeOf, ranOf } from './answers.js';
import { BOOT_ID_FILE } from './host-facts.js';

type Step = readonly string[] | ReturnType<typeof sequence>;

export const orderReboot = async (ssh: Ssh, deadlineMs: number, ...first: readonly Step[]): Promise<Outcome> =>
  outcomeOf(ranOf('reboot', await ssh.shell(sequence(...first, ['reboot']), { deadlineMs })));

export interface RebootOnce {
  /** The boot that was looked at. In any other one the new slot may be on its one try already: nothing is done there. */
  readonly bootId: string;
  /** Makes the boot loader choose the new slot. */
  readonly select: Step;
  /** Prints the boot loader's variables, one a line; `wanted` are the lines that must then be among them. */
  readonly print: readonly string[];
  readonly wanted: readonly string[];
}

/**
 * Selects and reboots in one command. Until it runs the boot loader chooses the known-good slot, and once it runs the node goes down at
 * once, under its dead-man: whoever ordered it may die at any moment in between. A mark that fails or is not there afterwards never reboots.
 */
export const orderRebootOnce = (
  ssh: Ssh,
  deadlineMs: number,
  { bootId, select, print, wanted }: RebootOnce,
): Promise<Outcome> =>
  orderReboot(
    ssh,
    deadlineMs,
    ['grep', '-Fqx', bootId, BOOT_ID_FILE],
    select,
    ...wanted.map((line) => pipeline([print, ['grep', '-Fqx', line]])),
    ['sync'],
  );
