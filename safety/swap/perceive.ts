// What the facts say has happened to a swap: at most one event of the table, or nothing yet. The machine never acts on memory of what it
// ordered, only on what is seen (DESIGN.md, rule 3). One function a state.
import { countProvenElsewhere } from '../consent/consented.js';
import { whyTurnBack } from '../consent/holder.js';
import { bmcView, hostView, isFresh, isServing, whyOut } from '../evidence.js';
import { gate, peersOf, samplesOnTrial } from '../gates/gates.js';
import type { GateVerdict } from '../gates/sequential.js';
import { groupsOf } from '../groups.js';
import { decide } from '../kernel.js';
import { nextRung } from '../recovery/ladder.js';
import type { BmcView, HostView, ServiceLook, SlotProof } from '../vocabulary/evidence.js';
import type { Facts, KnownGood, NodeFacts } from '../vocabulary/facts.js';
import { otherSlot, type SlotName } from '../vocabulary/names.js';
import { isEnd, type SwapEnd, type SwapState } from '../vocabulary/swap-state.js';
import { isUntouched, notDone, type SwapRecord, type SwapTiming, type Try } from './record.js';
import type { SwapEvent } from './table.js';

/** A swap that has moved this often goes round in circles. */
export const MOVES_MAX = 24;

export interface Sight {
  readonly swap: SwapRecord;
  readonly facts: Facts;
  readonly timing: SwapTiming;
  readonly node: NodeFacts;
  readonly host: HostView | undefined;
  readonly bmc: BmcView | undefined;
  readonly service: ServiceLook | undefined;
}

export function sightOf(swap: SwapRecord, facts: Facts, timing: SwapTiming): Sight {
  const node = facts.nodes.get(swap.node);
  if (node === undefined) throw new Error(`Swap ${swap.id} is for ${swap.node}, which is not a node of this rack.`);
  const service = isFresh(node.service, facts.limits.evidenceAgeMaxMs) ? node.service?.value : undefined;
  return { swap, facts, timing, node, host: hostView(node, facts.limits), bmc: bmcView(node, facts.limits), service };
}

export function perceive(swap: SwapRecord, facts: Facts, timing: SwapTiming): SwapEvent | undefined {
  if (isEnd(swap.state)) return undefined;
  if (swap.moves >= MOVES_MAX) return 'hopeless';
  const sight = sightOf(swap, facts, timing);
  const event = SEEN[swap.state](sight);
  if (event !== undefined) return event;
  return swap.inStateMs > deadlineMs(sight, swap.state) ? overdue(sight, swap.state) : undefined;
}

const SEEN: Readonly<Record<Exclude<SwapState, SwapEnd>, (sight: Sight) => SwapEvent | undefined>> = {
  preflight,
  staging,
  staged,
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

/** Holding for a person adds the hold to the deadline of validating (SAF-5). */
function deadlineMs(sight: Sight, state: Exclude<SwapState, SwapEnd>): number {
  const own = sight.timing.deadlinesMs[state];
  return state === 'validating' && mayHold(sight) ? own + sight.timing.holdMs : own;
}

/** A node that answers on its known-good image and still does not serve is nothing that another reset would cure. */
function overdue(sight: Sight, state: Exclude<SwapState, SwapEnd>): SwapEvent {
  const isHome = sight.host !== undefined && sight.host.booted === sight.node.knownGood?.slot;
  return state === 'returning' && isHome ? 'not-serving' : 'deadline';
}

const turnsBack = ({ swap, facts }: Sight): boolean =>
  swap.rollbackAsked || facts.stop.set || whyTurnBack(facts, swap.id) !== undefined;

export function freshProof({ node, facts }: Sight, slot: SlotName): SlotProof | undefined {
  const proof = node.proofs[slot];
  return isFresh(proof, facts.limits.proofAgeMaxMs) ? proof?.value : undefined;
}

export const triesOf = (swap: SwapRecord, action: Try['action']): readonly Try[] =>
  swap.tries.filter((one) => one.action === action);

export const holds = (proof: SlotProof | undefined, image: string | undefined): boolean =>
  proof !== undefined && proof.matches && proof.image === image;

/** Whatever restarts the node, it starts its known-good slot. */
export const leadsHome = (host: HostView, knownGood: KnownGood): boolean => host.bootPlan[0] === knownGood.slot;

/** The dead-man as K07 wants it. */
export function isDeadManReady({ bmc, facts }: Sight): boolean {
  if (bmc === undefined) return false;
  const { running, action, timeoutMs, remainingMs } = bmc.watchdog;
  const { watchdogTimeoutMs, watchdogRemainingMinMs } = facts.limits;
  return (
    running &&
    action === 'power-cycle' &&
    timeoutMs === watchdogTimeoutMs &&
    (remainingMs ?? timeoutMs) >= watchdogRemainingMinMs
  );
}

/** Home: on the known-good slot, which the boot loader will choose again, and no trial is left behind. */
export function isPinned(host: HostView, knownGood: KnownGood): boolean {
  return (
    host.booted === knownGood.slot &&
    leadsHome(host, knownGood) &&
    host.marks[knownGood.slot] === 'good' &&
    host.marks[otherSlot(knownGood.slot)] !== 'trying'
  );
}

function preflight(sight: Sight): SwapEvent | undefined {
  const { swap, node, host, facts } = sight;
  if (turnsBack(sight)) return 'turn-back';
  const { knownGood, bootConfig } = node;
  if (knownGood === undefined || host === undefined || host.booted !== knownGood.slot) return undefined;
  const base = freshProof(sight, knownGood.slot);
  const target = freshProof(sight, otherSlot(knownGood.slot));
  if (base === undefined || target === undefined || !isFresh(bootConfig, facts.limits.proofAgeMaxMs)) return undefined;
  if (!holds(base, knownGood.image) || bootConfig?.value.sound !== true) return 'unfit';
  if (holds(target, swap.image)) return 'already-staged';
  return swap.goal === 'rollback' ? 'unfit' : 'fit';
}

function staging(sight: Sight): SwapEvent | undefined {
  const { swap } = sight;
  const stages = triesOf(swap, 'stage');
  if (stages.length === 0) return turnsBack(sight) ? 'turn-back' : undefined;
  if (swap.target === undefined) return undefined;
  if (holds(freshProof(sight, swap.target), swap.image)) return 'written';
  if (stages.some((one) => one.outcome === 'refused')) return 'write-failed';
  const last = stages.at(-1);
  const triedOut = stages.length >= STAGE_TRIES_MAX && last?.outcome !== undefined;
  const seenWrong = freshProof(sight, swap.target) !== undefined || (last !== undefined && notDone(last));
  if (triedOut && seenWrong) return 'write-failed';
  // Written already: the read-back is waited for, because it tells whether the node has a fallback slot.
  return seenWrong && turnsBack(sight) ? 'turn-back' : undefined;
}
export const STAGE_TRIES_MAX = 2;

function staged(sight: Sight): SwapEvent | undefined {
  const { swap, facts } = sight;
  if (swap.goal === 'stage') return 'parked';
  if (turnsBack(sight)) return 'turn-back';
  if (swap.target === undefined || swap.image === undefined) return 'spoiled';
  const proof = freshProof(sight, swap.target);
  if (proof !== undefined && !holds(proof, swap.image)) return 'spoiled';
  if (proof === undefined) return undefined;
  return decide(facts, { kind: 'drain', node: swap.node, image: swap.image }).kind === 'allow' ? 'cleared' : undefined;
}

function draining(sight: Sight): SwapEvent | undefined {
  const { swap, node, facts } = sight;
  if (turnsBack(sight)) return 'turn-back';
  if (isFresh(node.drain, facts.limits.evidenceAgeMaxMs) && node.drain?.value === 'drained') return 'drained';
  return triesOf(swap, 'drain').filter(notDone).length >= DRAIN_TRIES_MAX ? 'drain-failed' : undefined;
}
export const DRAIN_TRIES_MAX = 3;

const wasRestarted = ({ swap, host }: Sight): boolean =>
  host !== undefined && swap.bootId !== undefined && host.bootId !== swap.bootId;

function arming(sight: Sight): SwapEvent | undefined {
  const { swap, node, host } = sight;
  if (wasRestarted(sight)) return 'rebooted';
  if (turnsBack(sight)) return 'turn-back';
  if (host === undefined || node.knownGood === undefined || swap.target === undefined) return undefined;
  // Read back before the dead-man counts down for nothing; what the proofs say the kernel judges.
  const areRead = [node.knownGood.slot, swap.target].every((slot) => freshProof(sight, slot) !== undefined);
  return areRead && leadsHome(host, node.knownGood) && isDeadManReady(sight) ? 'armed' : undefined;
}

function rebooting(sight: Sight): SwapEvent | undefined {
  const { swap, node, facts } = sight;
  if (wasRestarted(sight)) return 'rebooted';
  if (!isRebootOrdered(swap)) return turnsBack(sight) ? 'turn-back' : undefined;
  const look = isFresh(node.host, facts.limits.evidenceAgeMaxMs) ? node.host?.value : undefined;
  return look?.kind === 'silent' ? 'went-down' : undefined;
}

/** An order that certainly was not carried out is none. */
export const isRebootOrdered = (swap: SwapRecord): boolean => triesOf(swap, 'reboot-once').some((one) => !notDone(one));

/** Which slot a new boot came up on; nothing while the boot is the old one. */
function newBoot({ swap, host }: Sight): SwapEvent | undefined {
  if (host === undefined || host.bootId === swap.bootId) return undefined;
  return host.booted === swap.target ? 'booted-new' : 'booted-old';
}

function booting(sight: Sight): SwapEvent | undefined {
  return newBoot(sight);
}

function validating(sight: Sight): SwapEvent | undefined {
  const { swap, node, host, service, timing } = sight;
  if (host !== undefined && host.booted !== swap.target) return 'booted-old';
  if (swap.rollbackAsked) return 'turn-back';
  if (service === undefined || host === undefined) return undefined;
  // What lasted before the trial, or was seen before it, says nothing about the new image.
  const onTrialMs = swap.inStateMs - (node.service?.ageMs ?? 0);
  const lastedMs = Math.min(service.forMs, onTrialMs);
  if (service.kind === 'failing') return lastedMs >= timing.failAfterMs ? 'invalid' : undefined;
  if (lastedMs < timing.validateForMs) return undefined;
  switch (gateOf(sight, service, onTrialMs)) {
    case 'good':
      return 'valid';
    case 'bad':
      return mayHold(sight) ? undefined : 'invalid';
    case 'undecided':
      return undefined;
  }
}

/** No sample is no pass: a service that reported figures before the swap must report them after it. One that never did has no gate here. */
function gateOf({ swap, node, facts }: Sight, service: Serving, onTrialMs: number): GateVerdict {
  const { baseline: own, peersBefore: peers } = swap;
  if (own === undefined) return 'good';
  if (service.samples === undefined) return 'bad';
  const baseline = { own, ...(peers === undefined ? {} : { peers }) };
  return gate(samplesOnTrial(service, onTrialMs), baseline, peersOf(node, facts, swap.image));
}
type Serving = Extract<ServiceLook, { kind: 'serving' }>;

/** SAF-5: tier 1 that serves, in groups that are at N+1 or better without it, waits for a person, for a while. */
function mayHold({ node, facts, swap, timing }: Sight): boolean {
  if (node.tier !== 1 || swap.inStateMs >= timing.holdMs || !isServing(node, facts.limits)) return false;
  return groupsOf(facts, node.id).every((group) => {
    const others = group.members.filter((id) => id !== node.id).map((id) => facts.nodes.get(id));
    const serving = others.filter((other) => other !== undefined && whyOut(other, facts.limits) === undefined).length;
    return serving + countProvenElsewhere(facts, group) >= group.needed + 1;
  });
}

function committing(sight: Sight): SwapEvent | undefined {
  const { swap, host } = sight;
  if (host === undefined || swap.target === undefined) return undefined;
  if (host.booted !== swap.target) return 'booted-old';
  if (!isRecorded(sight)) return isMarkedGood(host, swap.target) ? 'marked' : undefined;
  return isDeadManOver(sight) ? 'committed' : undefined;
}

export const isMarkedGood = (host: HostView, slot: SlotName): boolean =>
  host.marks[slot] === 'good' && host.bootPlan[0] === slot;

export const isRecorded = ({ swap, node }: Sight): boolean =>
  node.knownGood !== undefined && node.knownGood.slot === swap.target && node.knownGood.image === swap.image;

/** Seen stopped; or, where its BMC is silent, nobody has started it for so long that it has fired or never will. */
function isDeadManOver({ swap, bmc, facts, timing }: Sight): boolean {
  if (bmc !== undefined) return !bmc.watchdog.running;
  const overMs = facts.limits.watchdogTimeoutMs + timing.bootAllowanceMs;
  const restarted = [...triesOf(swap, 'arm'), ...triesOf(swap, 'kick')].some((one) => !(one.ageMs > overMs));
  return !restarted && swap.inStateMs > overMs;
}

function returning(sight: Sight): SwapEvent | undefined {
  const { swap, node, host, facts } = sight;
  const { knownGood } = node;
  if (knownGood === undefined || host === undefined || !isServing(node, facts.limits)) return undefined;
  if (!isDeadManOver(sight) || !isPinned(host, knownGood)) return undefined;
  if (!isFresh(node.drain, facts.limits.evidenceAgeMaxMs) || node.drain?.value !== 'loaded') return undefined;
  return swap.image !== undefined && knownGood.image === swap.image ? 'whole-new' : 'whole-old';
}

function fallingBack(sight: Sight): SwapEvent | undefined {
  const { swap, node, host } = sight;
  const { knownGood } = node;
  if (knownGood === undefined || host === undefined || host.booted !== knownGood.slot) return undefined;
  const proof = node.proofs[knownGood.slot];
  if (proof === undefined || !isFresh(proof, swap.inStateMs)) return undefined;
  if (!holds(proof.value, knownGood.image)) return 'rotten';
  return isPinned(host, knownGood) && isDeadManOver(sight) ? 'home' : undefined;
}

function recovering(sight: Sight): SwapEvent | undefined {
  const { swap, node, host, facts, timing } = sight;
  if (isUntouched(swap) && turnsBack(sight)) return 'turn-back';
  if (host !== undefined) {
    // A recovery asked for by a person starts at a host that may answer while its service does not: the first rung is for that.
    const untried = swap.goal === 'recover' && swap.rungs.length === 0 && !isServing(node, facts.limits);
    const sameBoot = swap.rungs.at(-1)?.name === 'soft-reboot' && host.bootId === swap.bootId;
    if (!untried && !sameBoot) return 'answers';
  }
  return nextRung(swap.rungs, node, facts.limits, timing.bootAllowanceMs).kind === 'exhausted'
    ? 'exhausted'
    : undefined;
}
