// Gathers the facts for one decision: the state (what the log says), the sightings (what was seen), the configuration, as one plain snapshot
// with ages instead of times. The kernel and the swap machine see nothing else.
import type { HeldImage } from '#adapters/ports/images.js';
import { type Goal, isDownOrdered, isStartOrdered, isUntouched, type SwapRecord } from '#safety/swap/record.js';
import type { Facts, NodeFacts, Underway } from '#safety/vocabulary/facts.js';
import type { Digest } from '#safety/vocabulary/names.js';
import type { Sightings } from '../observe/sightings.js';
import type { NodeModel, RackModel } from '../rack-model.js';
import { type Job, nodeState, type RackState, runningJobs, type Stamp } from './state.js';

export interface Moment {
  readonly nowMs: number;
  readonly boot: string;
  /** When this process started: stamps of an earlier boot of the rack's computer count as being that old. */
  readonly startedMs: number;
}

/** An age that is never older than what this process can vouch for: durations that cannot be told start anew. */
export const ageMs = (stamp: Stamp, moment: Moment): number =>
  Math.max(0, moment.nowMs - (stamp.boot === moment.boot ? stamp.monoMs : moment.startedMs));

/** As old as that, but never older than this process: time in which nobody looked is not held against a node (rule 9). */
export const watchedMs = (stamp: Stamp, moment: Moment): number =>
  Math.min(ageMs(stamp, moment), Math.max(0, moment.nowMs - moment.startedMs));

const takesOut = (goal: Goal): boolean => goal !== 'stage';

export function gatherFacts(
  model: RackModel,
  state: RackState,
  sightings: Sightings,
  images: ReadonlyMap<Digest, HeldImage>,
  moment: Moment,
): Facts {
  const underway = new Map<string, Underway>();
  for (const job of runningJobs(state)) {
    const record = swapRecord(job, moment);
    underway.set(job.node, {
      swap: job.id,
      state: job.state,
      takesOut: takesOut(job.goal),
      ...(isUntouched(record) ? { untouched: true as const } : {}),
      ...(isDownOrdered(record) ? { downOrdered: true as const } : {}),
      startOrdered: isStartOrdered(record, model.timing),
      ...(job.image === undefined ? {} : { image: job.image }),
    });
  }
  return {
    stop: state.stop,
    nodes: new Map(
      model.nodes.map((node) => [node.id, nodeFacts(node, state, sightings, underway.get(node.id), moment)]),
    ),
    groups: model.groups,
    images: new Map([...images].map(([digest, held]) => [digest, held.facts])),
    limits: model.limits,
  };
}

function nodeFacts(
  model: NodeModel,
  state: RackState,
  sightings: Sightings,
  underway: Underway | undefined,
  moment: Moment,
): NodeFacts {
  const known = nodeState(state, model.id);
  const { proofs, ...seen } = sightings.evidence(model.id, moment.nowMs);
  const present = Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== undefined));
  return {
    id: model.id,
    tier: model.tier,
    compatible: model.compatible,
    ...(present as Pick<NodeFacts, 'host' | 'bmc' | 'service' | 'drain' | 'data' | 'bootConfig'>),
    proofs,
    ...(known.knownGood === undefined ? {} : { knownGood: known.knownGood }),
    ...(underway === undefined ? {} : { underway }),
    singleSlot: known.singleSlot,
    ...(known.quarantine === undefined ? {} : { quarantine: known.quarantine }),
    powerActionAgesMs: known.powerActions.map((stamp) => ageMs(stamp, moment)),
  };
}

export function swapRecord(job: Job, moment: Moment): SwapRecord {
  return {
    id: job.id,
    node: job.node,
    goal: job.goal,
    ...(job.image === undefined ? {} : { image: job.image }),
    state: job.state,
    inStateMs: watchedMs(job.enteredAt, moment),
    ...(job.target === undefined ? {} : { target: job.target }),
    ...(job.bootId === undefined ? {} : { bootId: job.bootId }),
    ...(job.baseline === undefined ? {} : { baseline: job.baseline }),
    ...(job.peersBefore === undefined ? {} : { peersBefore: job.peersBefore }),
    tries: job.tries.map((one) => ({
      action: one.action.kind,
      ...(one.action.kind === 'power' ? { how: one.action.how } : {}),
      ...(one.closed === undefined ? {} : { outcome: one.closed.outcome }),
      text: one.closed?.text ?? 'under way',
      ageMs: watchedMs(one.closed?.at ?? one.opened, moment),
    })),
    rungs: job.rungs.map(({ name, at }) => ({ name, ageMs: watchedMs(at, moment) })),
    rollbackAsked: job.rollbackAsked,
    moves: job.moves,
  };
}
