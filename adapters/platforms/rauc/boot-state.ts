// The three changes of boot state: reboot once, mark good, restore the known-good. Each looks first, refuses what would not lead where it
// must, acts through RAUC's own commands, and has it looked at again: RAUC's exit code is not proof, a mark that is not on disk protects nobody.
import { otherSlot, type SlotName } from '#safety/vocabulary/names.js';
import { DONE, failed, type Outcome, refused, unknown } from '#safety/vocabulary/outcome.js';
import type { Ssh } from '../../ssh/index.js';
import { notSeen, notTried, outcomeOf, ranOf } from '../answers.js';
import { orderRebootOnce } from '../reboot.js';
import type { RaucConfig } from './config.js';
import { bootPlan } from './grub/boot-rule.js';
import { afterMarkActive, afterMarkBad, grubEnvList, RAUC_VARIABLES } from './grub-env.js';
import { lookAtRauc, type RaucView } from './look.js';

type Verb = 'mark-active' | 'mark-good' | 'mark-bad';

/** The slot by its name, never "booted" or "other": those change their meaning if the node reboots in between. */
const markArgv = (verb: Verb, view: RaucView, slot: SlotName): readonly string[] => [
  'rauc',
  'status',
  verb,
  view.status.slots[slot].name,
];

async function mark(ssh: Ssh, config: RaucConfig, verb: Verb, view: RaucView, slot: SlotName): Promise<Outcome> {
  const argv = markArgv(verb, view, slot);
  return outcomeOf(ranOf(argv.join(' '), await ssh.exec(argv, { deadlineMs: config.commandDeadlineMs })));
}

const planText = (plan: readonly SlotName[]): string =>
  plan.length === 0 ? 'nothing that can be told' : plan.join(', then ');

export async function rebootOnce(ssh: Ssh, config: RaucConfig, slot: SlotName): Promise<Outcome> {
  const before = await lookAtRauc(ssh, config);
  if (before.kind !== 'seen') return notTried(before);
  const view = before.value;
  const other = otherSlot(slot);
  if (view.host.booted === slot)
    return refused(`Slot ${slot} is the one that runs; slot ${other} would be selected over it.`);
  const selected = afterMarkActive(view.env, slot);
  const plan = bootPlan(view.rule, selected);
  if (plan[0] !== slot || plan[1] !== other) {
    return refused(
      `Selecting slot ${slot} would boot ${planText(plan)}, not ${slot} once and then ${other}. Is slot ${other} marked good?`,
    );
  }
  return orderRebootOnce(ssh, config.commandDeadlineMs, {
    bootId: view.host.bootId,
    select: markArgv('mark-active', view, slot),
    print: grubEnvList(config.grubEnv),
    wanted: RAUC_VARIABLES.map((name) => `${name}=${selected[name]}`),
  });
}

export async function markGood(ssh: Ssh, config: RaucConfig, slot: SlotName): Promise<Outcome> {
  const before = await lookAtRauc(ssh, config);
  if (before.kind !== 'seen') return notTried(before);
  const { booted } = before.value.host;
  // Only a slot that runs was ever proven; it may have fallen back since it was looked at.
  if (booted !== slot) return refused(`Slot ${booted} runs, so slot ${slot} cannot be marked good.`);
  const marked = await mark(ssh, config, 'mark-good', before.value, slot);
  if (marked.kind !== 'done') return marked;
  const after = await lookAtRauc(ssh, config);
  if (after.kind !== 'seen') return notSeen('mark-good', after);
  const seen = after.value.host.marks[slot];
  return seen === 'good' ? DONE : failed(`After mark-good slot ${slot} is marked ${seen}.`);
}

export async function restoreKnownGood(ssh: Ssh, config: RaucConfig, slot: SlotName): Promise<Outcome> {
  const before = await lookAtRauc(ssh, config);
  if (before.kind !== 'seen') return notTried(before);
  const other = otherSlot(slot);
  const steps = restoreSteps(before.value, slot);
  for (const [index, [verb, target]] of steps.entries()) {
    const marked = await mark(ssh, config, verb, before.value, target);
    if (marked.kind === 'done') continue;
    if (index === 0) return marked;
    return unknown(`Slot ${slot} was being restored, and only the first of two steps was done: ${marked.text}`);
  }
  const after = await lookAtRauc(ssh, config);
  if (after.kind !== 'seen') return notSeen('restoring the known-good slot', after);
  const { bootPlan: plan, marks } = after.value.host;
  if (plan[0] === slot && marks[other] === 'bad') return DONE;
  return failed(
    `The node would boot ${planText(plan)} and slot ${other} is marked ${marks[other]}, not ${slot} and bad.`,
  );
}

/**
 * Two commands, so it can be cut between them, and then the node must start the good slot whatever number of resets follows.
 * Taking the other slot away first does that wherever the good one is startable as it is; otherwise the good one comes first.
 */
function restoreSteps({ rule, env }: RaucView, slot: SlotName): readonly (readonly [Verb, SlotName])[] {
  const other = otherSlot(slot);
  const plan = bootPlan(rule, afterMarkBad(env, other));
  const startable = plan[0] === slot && !plan.includes(other);
  const steps = [
    ['mark-bad', other],
    ['mark-active', slot],
  ] as const;
  return startable ? steps : steps.toReversed();
}
