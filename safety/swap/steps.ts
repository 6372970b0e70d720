// What to do next in a state: the first thing that is not yet so in the world. Every step is skipped once it is seen done, so that a crash,
// a lost reply or a second look never does anything twice (DESIGN.md, rule 3). The kernel decides whether it may.
import { isFresh, isServing } from '../evidence.js';
import { decide } from '../kernel.js';
import { nextRung, type RungName } from '../recovery/ladder.js';
import type { Action } from '../vocabulary/action.js';
import type { Facts } from '../vocabulary/facts.js';
import type { SlotName } from '../vocabulary/names.js';
import { isEnd, type SwapEnd, type SwapState } from '../vocabulary/swap-state.js';
import {
  DRAIN_TRIES_MAX,
  freshProof,
  holds,
  isDeadManReady,
  isMarkedGood,
  isPinned,
  isRebootOrdered,
  isRecorded,
  leadsHome,
  type Sight,
  sightOf,
  STAGE_TRIES_MAX,
  triesOf,
} from './perceive.js';
import type { SwapRecord, SwapTiming } from './record.js';

export interface Step {
  readonly action: Action;
  readonly rung?: RungName;
  /** The kernel is asked so that its refusal can be told; an allowed one is not acted on, the machine moves on by itself. */
  readonly asksOnly?: true;
}

export function nextStep(swap: SwapRecord, facts: Facts, timing: SwapTiming): Step | undefined {
  if (isEnd(swap.state)) return undefined;
  // One effect at a time on a node, and some quiet between two tries of the same.
  if (swap.tries.some((one) => one.outcome === undefined)) return undefined;
  const step = STEPS[swap.state](sightOf(swap, facts, timing));
  if (step === undefined) return undefined;
  const last = triesOf(swap, step.action.kind).at(-1);
  const isReboot = step.action.kind === 'reboot' || step.action.kind === 'reboot-once';
  const quietMs = isReboot ? timing.rebootGraceMs : timing.retryAfterMs;
  return last === undefined || last.ageMs >= quietMs ? step : undefined;
}

const STEPS: Readonly<Record<Exclude<SwapState, SwapEnd>, (sight: Sight) => Step | undefined>> = {
  preflight: () => undefined,
  staging,
  // The drain itself belongs to draining, which counts as out.
  staged: ({ swap }) => swap.image && { action: { kind: 'drain', node: swap.node, image: swap.image }, asksOnly: true },
  draining,
  arming,
  rebooting,
  booting,
  validating,
  committing,
  returning,
  'falling-back': fallingBack,
  recovering,
};

const act = (action: Action): Step => ({ action });

const arm = ({ swap, facts }: Sight): Step => ({
  action: { kind: 'arm', node: swap.node, timeoutMs: facts.limits.watchdogTimeoutMs },
});
const disarm = ({ swap }: Sight): Step => ({ action: { kind: 'disarm', node: swap.node } });
const reboot = ({ swap }: Sight): Step => ({ action: { kind: 'reboot', node: swap.node } });

const pin = ({ swap }: Sight, slot: SlotName): Step => act({ kind: 'restore-known-good', node: swap.node, slot });

function staging(sight: Sight): Step | undefined {
  const { swap } = sight;
  if (swap.target === undefined || swap.image === undefined) return undefined;
  const stages = triesOf(swap, 'stage');
  const last = stages.at(-1);
  if (last !== undefined) {
    // Written once: only a read-back that differs, or the certainty that it was not done, asks for a second try.
    const proof = freshProof(sight, swap.target);
    const again = last.outcome === 'failed' || (proof !== undefined && !holds(proof, swap.image));
    if (!again || stages.length >= STAGE_TRIES_MAX) return undefined;
  }
  return act({ kind: 'stage', node: swap.node, image: swap.image, slot: swap.target });
}

function draining({ swap, node, facts }: Sight): Step | undefined {
  const drains = triesOf(swap, 'drain');
  if (swap.image === undefined || drains.length >= DRAIN_TRIES_MAX) return undefined;
  const last = drains.at(-1);
  // Not repeated blindly: the load must have been seen since.
  const lookMaxMs = Math.min(last?.ageMs ?? Infinity, facts.limits.evidenceAgeMaxMs);
  if (last !== undefined && !(isFresh(node.drain, lookMaxMs) && node.drain?.value === 'loaded')) return undefined;
  return act({ kind: 'drain', node: swap.node, image: swap.image });
}

/**
 * A watchdog that has fired is stopped: it must never fire into the new slot, or an image that hangs hangs for good. So the known-good slot
 * stays selected until the one command that selects the new slot and reboots.
 */
function arming(sight: Sight): Step | undefined {
  const { node, host } = sight;
  if (host === undefined || node.knownGood === undefined) return undefined;
  if (!leadsHome(host, node.knownGood)) return pin(sight, node.knownGood.slot);
  return isDeadManReady(sight) ? undefined : arm(sight);
}

/** A node that is silent before the order is left to its dead-man, which brings it home: a reset would do the same, only sooner. */
function rebooting(sight: Sight): Step | undefined {
  const { swap, node, host } = sight;
  const { knownGood } = node;
  if (host === undefined || knownGood === undefined || swap.target === undefined || swap.image === undefined)
    return undefined;
  // An order that failed half-way has left the new slot selected, and no reboot will come of it.
  if (!isRebootOrdered(swap) && !leadsHome(host, knownGood)) return pin(sight, knownGood.slot);
  if (!isDeadManReady(sight)) return arm(sight);
  return act({ kind: 'reboot-once', node: swap.node, slot: swap.target, image: swap.image });
}

/**
 * Firmware may stop the dead-man on its way through POST: it is started again, once, or a new image that hangs would hang for good. One that has
 * fired did its work: started again it would cycle a slow server on its way home.
 */
function booting(sight: Sight): Step | undefined {
  const watchdog = sight.bmc?.watchdog;
  const stopped = watchdog !== undefined && !watchdog.running && watchdog.fired !== true;
  return stopped && triesOf(sight.swap, 'arm').length === 0 ? arm(sight) : undefined;
}

const isLow = ({ bmc }: Sight): boolean =>
  bmc !== undefined && bmc.watchdog.running && (bmc.watchdog.remainingMs ?? 0) < bmc.watchdog.timeoutMs / 2;

/**
 * Kicked only on positive evidence, and before half of it is gone; re-armed when POST or the node's own driver stopped it. One that has fired is
 * left alone until the node is seen on trial after all: otherwise it would cycle a node that is on its way home, or there already.
 */
function validating(sight: Sight): Step | undefined {
  const { swap, node, facts, host, bmc } = sight;
  if (bmc === undefined) return undefined;
  if (!bmc.watchdog.running) {
    const isOnTrial = host !== undefined && host.booted === swap.target;
    return bmc.watchdog.fired !== true || isOnTrial ? arm(sight) : undefined;
  }
  if (host === undefined || !isServing(node, facts.limits)) return undefined;
  return isLow(sight) ? act({ kind: 'kick', node: swap.node }) : undefined;
}

/**
 * On a slow node marking and reading back take long: a dead-man that runs low meanwhile would cycle a node that is where it should be. Where
 * the BMC does not tell what is left, or refuses the kick, the work itself goes first.
 */
function keepUp(sight: Sight): Step | undefined {
  const last = triesOf(sight.swap, 'kick').at(-1);
  const works = last === undefined || last.outcome === 'done';
  return isLow(sight) && sight.bmc?.watchdog.remainingMs !== undefined && works
    ? act({ kind: 'kick', node: sight.swap.node })
    : undefined;
}

/** Disarm comes after mark-good: the other order leaves a moment with neither a dead-man nor a commitment. */
function committing(sight: Sight): Step | undefined {
  const { swap, host, bmc } = sight;
  if (host === undefined || swap.target === undefined || host.booted !== swap.target) return undefined;
  if (!isMarkedGood(host, swap.target))
    return keepUp(sight) ?? act({ kind: 'mark-good', node: swap.node, slot: swap.target });
  return isRecorded(sight) && bmc?.watchdog.running ? disarm(sight) : undefined;
}

function returning(sight: Sight): Step | undefined {
  const { swap, node, host, bmc, facts } = sight;
  const { knownGood, drain } = node;
  if (host === undefined || knownGood === undefined) return undefined;
  if (host.booted !== knownGood.slot) return undefined;
  if (!isPinned(host, knownGood)) return keepUp(sight) ?? pin(sight, knownGood.slot);
  if (bmc?.watchdog.running) return disarm(sight);
  const isDrained = isFresh(drain, facts.limits.evidenceAgeMaxMs) && drain?.value === 'drained';
  return isDrained ? act({ kind: 'undrain', node: swap.node }) : undefined;
}

function fallingBack(sight: Sight): Step | undefined {
  const { node, host, bmc } = sight;
  const { knownGood } = node;
  if (host === undefined || knownGood === undefined) return undefined;
  if (host.booted === knownGood.slot) {
    if (!isPinned(host, knownGood)) return keepUp(sight) ?? pin(sight, knownGood.slot);
    return bmc?.watchdog.running ? disarm(sight) : undefined;
  }
  if (!leadsHome(host, knownGood)) return pin(sight, knownGood.slot);
  // A dead-man that was started for a node that was down must not take it down now that it serves and may not be spared.
  if (bmc?.watchdog.running && isServing(node, sight.facts.limits) && isNeeded(sight)) return disarm(sight);
  if (isDeadManReady(sight)) return reboot(sight);
  // One that runs out is left alone: it brings the node home, started again it never would.
  return bmc?.watchdog.running && bmc.watchdog.action === 'power-cycle' ? undefined : arm(sight);
}

/** Its group cannot spare it now. */
function isNeeded(sight: Sight): boolean {
  const verdict = decide(sight.facts, reboot(sight).action);
  return verdict.kind === 'refuse' && verdict.reasons.some((reason) => reason.rule === 'K04');
}

function recovering(sight: Sight): Step | undefined {
  const { swap, node, host, facts, timing, bmc } = sight;
  // A dead-man that still runs is the gentlest way home, until it is late: then it does not do what it says. One that was started here, for
  // a rung, is not waited for.
  const isForRung = triesOf(swap, 'arm').length > 0;
  const deadManComes = !isForRung && bmc?.watchdog.running && (bmc.watchdog.remainingMs ?? 0) > 0;
  const isLate = swap.inStateMs > facts.limits.watchdogTimeoutMs;
  if (deadManComes && !isLate && swap.rungs.length === 0 && host === undefined) return undefined;
  const next = nextRung(swap.rungs, node, facts.limits, timing.bootAllowanceMs);
  if (next.kind !== 'climb') return undefined;
  const action = next.rung.action(node);
  const { knownGood } = node;
  if (action.kind === 'reboot' && host !== undefined && knownGood !== undefined && !leadsHome(host, knownGood))
    return pin(sight, knownGood.slot);
  // The rung may start the new image: if it hangs and this rackd dies, only a dead-man is left. Power does not wait for it for ever. One that
  // has run low is started again, or it would cycle the node while that boots.
  const lastRungMs = swap.rungs.at(-1)?.ageMs ?? Number.POSITIVE_INFINITY;
  const armTries = triesOf(swap, 'arm').filter((one) => one.ageMs < lastRungMs).length;
  const needsDeadMan = action.kind === 'reboot' || armTries < RUNG_ARM_TRIES_MAX;
  // A dead-man is power on a timer: it is not started for a rung that is refused for any reason but its absence (K14, K15).
  if (needsDeadMan && next.rung.startsIt && !isDeadManReady(sight) && isOnlyUnarmed(facts, action)) return arm(sight);
  return { action, rung: next.rung.name };
}
const RUNG_ARM_TRIES_MAX = 2;

function isOnlyUnarmed(facts: Facts, action: Action): boolean {
  const verdict = decide(facts, action);
  return verdict.kind === 'allow' || verdict.reasons.every((reason) => reason.rule === 'K07');
}
