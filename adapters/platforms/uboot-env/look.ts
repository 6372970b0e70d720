// One look at a node with U-Boot and no updater: boot id, clock, running slot and boot state in one command. It changes nothing.
import type { HostView } from '#safety/vocabulary/evidence.js';
import type { Look } from '../../ports/platform.js';
import type { Ssh } from '../../ssh/index.js';
import { type Reading, type ReadTogether, readTogether } from '../answers.js';
import {
  BOOT_ID,
  CLOCK,
  COMMAND_LINE,
  parseBootId,
  parseClockMs,
  rootOfCommandLine,
  slotOfCommandLine,
} from '../host-facts.js';
import { type BootEnv, bootPlan, FW_PRINTENV, markOf, parseBootEnv } from './boot-env.js';
import type { UbootEnvConfig } from './config.js';

export interface UbootView {
  readonly env: BootEnv;
  /** Where the running system's root is, if the command line says so. */
  readonly root: string | undefined;
  readonly host: HostView;
}

/** Both tools say this and go on, with exit code 0, when the checksum of the environment is wrong. */
const DEFAULTS_INSTEAD = /using default|Bad CRC/i;

export async function lookAtUboot(ssh: Ssh, config: UbootEnvConfig): Promise<Look<UbootView>> {
  const readings: readonly Reading[] = [
    { argv: BOOT_ID },
    { argv: CLOCK },
    { argv: COMMAND_LINE },
    { argv: FW_PRINTENV },
  ];
  const answers = await readTogether(ssh, 'looking at the node', readings, config.commandDeadlineMs);
  return answers.kind === 'seen' ? viewOf(answers.value, config) : answers;
}

function viewOf({ texts, stderr }: ReadTogether, config: UbootEnvConfig): Look<UbootView> {
  const [bootIdText = '', clockText = '', commandLine = '', envText = ''] = texts;
  const strange = (text: string): Look<never> => ({ kind: 'strange', text });
  if (DEFAULTS_INSTEAD.test(stderr))
    return strange("U-Boot's environment fails its checksum; the boot loader starts by its defaults.");
  const bootId = parseBootId(bootIdText);
  if (bootId === undefined) return strange('The boot id is not one: is /proc mounted?');
  const clockMs = parseClockMs(clockText);
  if (clockMs === undefined) return strange('"date +%s" gave no number.');
  const booted = slotOfCommandLine(commandLine);
  if (booted === undefined)
    return strange('The kernel command line has no rauc.slot= or farside.slot= that names A or B.');
  const parsed = parseBootEnv(envText);
  if (!parsed.ok) return strange(parsed.text);
  const { env } = parsed;
  const host: HostView = {
    bootId,
    booted,
    marks: { A: markOf(env, 'A', config.attempts), B: markOf(env, 'B', config.attempts) },
    // Another script than the one whose rule is known could do anything.
    bootPlan: config.bootScript === 'farside-ab-v1' ? bootPlan(env, config.attempts) : [],
    clockMs,
  };
  return { kind: 'seen', value: { env, root: rootOfCommandLine(commandLine), host } };
}
