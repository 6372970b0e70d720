// One look at a RAUC node: boot id, slots, boot state, boot script and clock in one command, so that all are of one boot.
// It changes nothing. Where it would return to is told by the node's own boot script, not by an assumption about it.
import { basename } from 'node:path';
import type { HostView } from '#safety/vocabulary/evidence.js';
import type { Look } from '../../ports/platform.js';
import type { Ssh } from '../../ssh/index.js';
import { readTogether } from '../answers.js';
import { BOOT_ID, CLOCK, parseBootId, parseClockMs } from '../host-facts.js';
import type { RaucConfig } from './config.js';
import { type BootRule, bootPlan, readBootRule } from './grub/boot-rule.js';
import type { GrubEnv } from './grub/machine.js';
import { grubEnvList, markOf, missingVariables, parseGrubEnv } from './grub-env.js';
import { parseRaucStatus, RAUC_STATUS, type RaucStatus } from './rauc-status.js';

export interface RaucView {
  readonly status: RaucStatus;
  readonly env: GrubEnv;
  readonly rule: BootRule;
  readonly host: HostView;
}

export async function lookAtRauc(ssh: Ssh, config: RaucConfig): Promise<Look<RaucView>> {
  const answers = await readTogether(
    ssh,
    'looking at the node',
    [
      { argv: BOOT_ID },
      { argv: CLOCK },
      { argv: RAUC_STATUS },
      { argv: grubEnvList(config.grubEnv) },
      { argv: ['cat', config.grubCfg], optional: true },
    ],
    config.commandDeadlineMs,
  );
  if (answers.kind !== 'seen') return answers;
  const [bootIdText = '', clockText = '', statusText = '', envText = '', script = ''] = answers.value.texts;
  const strange = (text: string): Look<never> => ({ kind: 'strange', text });
  const bootId = parseBootId(bootIdText);
  if (bootId === undefined) return strange('The boot id is not one: is /proc mounted?');
  const clockMs = parseClockMs(clockText);
  if (clockMs === undefined) return strange('"date +%s" gave no number.');
  const status = parseRaucStatus(statusText);
  if (!status.ok) return strange(status.text);
  const env = parseGrubEnv(envText);
  const missing = missingVariables(env);
  if (missing.length > 0) {
    return strange(`${config.grubEnv} has no ${missing.join(', ')}: it is damaged or was never set up for RAUC.`);
  }
  const rule = readBootRule(script, basename(config.grubEnv));
  const { booted } = status.value;
  const host: HostView = {
    bootId,
    booted,
    marks: { A: markOf(env, 'A', booted), B: markOf(env, 'B', booted) },
    bootPlan: bootPlan(rule, env),
    clockMs,
  };
  return { kind: 'seen', value: { status: status.value, env, rule, host } };
}
