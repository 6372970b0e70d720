// Looks at a RAUC node: boot id, running slot, boot state, boot script and clock in one command, so that all are of one boot.
// They change nothing. Where it would return to is told by the node's own boot script, not by an assumption about it.
import { basename } from 'node:path';
import type { HostView } from '#safety/vocabulary/evidence.js';
import type { Look } from '../../ports/platform.js';
import type { Ssh } from '../../ssh/index.js';
import { type Reading, readTogether } from '../answers.js';
import { BOOT_ID, CLOCK, COMMAND_LINE, parseBootId, parseClockMs, slotOfCommandLine } from '../host-facts.js';
import type { RaucConfig } from './config.js';
import { type BootRule, bootPlan, readBootRule } from './grub/boot-rule.js';
import type { GrubEnv } from './grub/machine.js';
import { grubEnvList, markOf, missingVariables, parseGrubEnv } from './grub-env.js';
import { parseRaucStatus, RAUC_STATUS, type RaucStatus } from './rauc-status.js';

export interface BootView {
  readonly env: GrubEnv;
  readonly rule: BootRule;
  readonly host: HostView;
}

export interface RaucView extends BootView {
  readonly status: RaucStatus;
}

const readings = (config: RaucConfig): readonly Reading[] => [
  { argv: BOOT_ID },
  { argv: CLOCK },
  { argv: COMMAND_LINE },
  { argv: grubEnvList(config.grubEnv) },
  { argv: ['cat', config.grubCfg], optional: true },
];

const strange = (text: string): Look<never> => ({ kind: 'strange', text });

/**
 * The look that is made all the time. It asks the boot loader's state and the kernel, not RAUC: while RAUC installs, `rauc status` fails with
 * "already processing a different method", and a node that is being staged goes on serving.
 */
export async function lookAtBoot(ssh: Ssh, config: RaucConfig): Promise<Look<BootView>> {
  const answers = await readTogether(ssh, 'looking at the node', readings(config), config.commandDeadlineMs);
  return answers.kind === 'seen' ? bootView(answers.value.texts, config) : answers;
}

/** The look before a change of slots: what RAUC itself says of them, and that it agrees with the kernel on which one runs. */
export async function lookAtRauc(ssh: Ssh, config: RaucConfig): Promise<Look<RaucView>> {
  const all = [...readings(config), { argv: RAUC_STATUS }];
  const answers = await readTogether(ssh, 'looking at the node and its RAUC', all, config.commandDeadlineMs);
  if (answers.kind !== 'seen') return answers;
  const { texts } = answers.value;
  const boot = bootView(texts, config);
  if (boot.kind !== 'seen') return boot;
  const status = parseRaucStatus(texts.at(-1) ?? '');
  if (!status.ok) return strange(status.text);
  if (status.value.booted !== boot.value.host.booted) {
    return strange(
      `RAUC says that slot ${status.value.booted} runs, the kernel was started as slot ${boot.value.host.booted}.`,
    );
  }
  return { kind: 'seen', value: { ...boot.value, status: status.value } };
}

function bootView(texts: readonly string[], config: RaucConfig): Look<BootView> {
  const [bootIdText = '', clockText = '', commandLine = '', envText = '', script = ''] = texts;
  const bootId = parseBootId(bootIdText);
  if (bootId === undefined) return strange('The boot id is not one: is /proc mounted?');
  const clockMs = parseClockMs(clockText);
  if (clockMs === undefined) return strange('"date +%s" gave no number.');
  const booted = slotOfCommandLine(commandLine);
  if (booted === undefined) return strange('The kernel command line has no rauc.slot= that names A or B.');
  const env = parseGrubEnv(envText);
  const missing = missingVariables(env);
  if (missing.length > 0) {
    return strange(`${config.grubEnv} has no ${missing.join(', ')}: it is damaged or was never set up for RAUC.`);
  }
  const rule = readBootRule(script, basename(config.grubEnv));
  const host: HostView = {
    bootId,
    booted,
    marks: { A: markOf(env, 'A', booted), B: markOf(env, 'B', booted) },
    bootPlan: bootPlan(rule, env),
    clockMs,
  };
  return { kind: 'seen', value: { env, rule, host } };
}
