// The three changes of boot state on U-Boot: reboot once, mark good, restore the known-good. Each looks first, refuses what would not lead
// where it must, writes one transaction, and has it read back. None guesses: without a known boot script there is no plan.
import { otherSlot, type SlotName } from '#safety/vocabulary/names.js';
import { type Outcome, refused } from '#safety/vocabulary/outcome.js';
import type { Ssh } from '../../ssh/index.js';
import { notTried } from '../answers.js';
import { orderRebootOnce } from '../reboot.js';
import { bootPlan, envLines, FW_PRINTENV, markedGood, restored, selectedOnce } from './boot-env.js';
import type { UbootEnvConfig } from './config.js';
import { lookAtUboot } from './look.js';
import { envScript, writeEnv } from './write-env.js';

export async function rebootOnce(ssh: Ssh, config: UbootEnvConfig, slot: SlotName): Promise<Outcome> {
  const before = await lookAtUboot(ssh, config);
  if (before.kind !== 'seen') return notTried(before);
  if (config.bootScript === 'unknown') {
    return refused('The boot script of this node is not known: nothing says that one try is one try.');
  }
  const { env, host } = before.value;
  const other = otherSlot(slot);
  if (host.booted === slot)
    return refused(`Slot ${slot} is the one that runs; slot ${other} would be selected over it.`);
  const wanted = selectedOnce(env, slot);
  const plan = bootPlan(wanted, config.attempts);
  if (plan[0] !== slot || plan[1] !== other) {
    return refused(
      `Selecting slot ${slot} would boot ${plan.join(', then ')}, not ${slot} once and then ${other}. Is slot ${other} marked good?`,
    );
  }
  return orderRebootOnce(ssh, config.commandDeadlineMs, {
    bootId: host.bootId,
    select: envScript(wanted),
    print: FW_PRINTENV,
    wanted: envLines(wanted),
  });
}

export async function markGood(ssh: Ssh, config: UbootEnvConfig, slot: SlotName): Promise<Outcome> {
  const before = await lookAtUboot(ssh, config);
  if (before.kind !== 'seen') return notTried(before);
  const { env, host } = before.value;
  // Only a slot that runs was ever proven; it may have fallen back since it was looked at.
  if (host.booted !== slot) return refused(`Slot ${host.booted} runs, so slot ${slot} cannot be marked good.`);
  return writeEnv(ssh, config, markedGood(env, slot, config.attempts));
}

export async function restoreKnownGood(ssh: Ssh, config: UbootEnvConfig, slot: SlotName): Promise<Outcome> {
  const before = await lookAtUboot(ssh, config);
  if (before.kind !== 'seen') return notTried(before);
  return writeEnv(ssh, config, restored(before.value.env, slot, config.attempts));
}
