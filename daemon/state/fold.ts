// The fold: one event changes the state in one way, whether it was just written or is read back after a crash. It decides nothing and never
// looks at a clock. An event that cannot follow from the state before is corruption or a defect: it throws, and the daemon does not start.
import type { RungName } from '#safety/recovery/ladder.js';
import { isEnd, type SwapState } from '#safety/vocabulary/swap-state.js';
import type { Reason } from '#safety/vocabulary/verdict.js';
import type { Event, EventOf } from '../events.js';
import { type Job, nodeState, type RackState, type Stamp } from './state.js';

export interface Stamped {
  readonly seq: number;
  readonly at: Stamp;
  readonly event: Event;
}

/** Ended jobs and their keys beyond this many are forgotten, oldest first: the log still has them. */
const JOBS_KEPT_MAX = 2000;
/** Enough for any window of K15. */
const POWER_ACTIONS_KEPT_MAX = 64;

export function apply(state: RackState, { seq, at, event }: Stamped): void {
  if (seq !== state.seq + 1) throw new Error(`Row ${seq} of the log cannot follow row ${state.seq}.`);
  state.seq = seq;
  switch (event.kind) {
    case 'rackd.started':
      return;
    case 'swap.requested':
      return requested(state, event, seq, at);
    case 'swap.refused': {
      const job = jobOf(state, event.swap);
      Object.assign(job, {
        phase: 'refused',
        endedSeq: seq,
        reason: 'refused by the safety kernel',
        reasons: event.reasons,
      });
      return;
    }
    case 'swap.entered':
      return entered(state, event, seq, at);
    case 'swap.waiting':
      jobOf(state, event.swap).reasons = event.reasons as Reason[];
      return;
    case 'swap.rollback-asked':
      jobOf(state, event.swap).rollbackAsked = true;
      state.keys.set(event.key, { request: event.request, swap: event.swap, seq });
      return;
    case 'intent.opened':
      return intentOpened(state, event, at);
    case 'intent.closed':
      return intentClosed(state, event, at);
    case 'node.observed':
      return observed(state, event, at);
    case 'known-good.recorded': {
      const node = nodeState(state, event.node);
      const former = node.knownGood;
      node.knownGood = { slot: event.slot, image: event.image };
      if (former !== undefined && former.slot !== event.slot) node.former = former;
      return;
    }
    case 'quarantine.set':
      nodeState(state, event.node).quarantine = { reason: event.reason };
      return;
    case 'quarantine.cleared':
      delete nodeState(state, event.node).quarantine;
      return;
    case 'stop.set':
      state.stop = { set: true, by: event.by, why: event.why };
      return;
    case 'stop.cleared':
      state.stop = { set: false };
      return;
  }
}

function jobOf(state: RackState, id: string): Job {
  const job = state.jobs.get(id);
  if (job === undefined) throw new Error(`The log speaks of swap ${id}, which nobody requested.`);
  return job;
}

function requested(state: RackState, event: EventOf<'swap.requested'>, seq: number, at: Stamp): void {
  if (state.jobs.has(event.swap)) throw new Error(`Swap ${event.swap} was requested twice.`);
  forgetOldest(state);
  state.jobs.set(event.swap, {
    id: event.swap,
    node: event.node,
    goal: event.goal,
    ...(event.image === undefined ? {} : { image: event.image }),
    by: event.by,
    why: event.why,
    acceptedSeq: seq,
    acceptedAt: at,
    phase: 'queued',
    state: 'preflight',
    reason: 'accepted; nothing has happened yet',
    enteredAt: at,
    endedSeq: 0,
    tries: [],
    rungs: [],
    rollbackAsked: false,
    moves: 0,
    reasons: [],
    rules: [],
    downMs: 0,
  });
  state.keys.set(event.key, { request: event.request, swap: event.swap, seq });
}

function forgetOldest(state: RackState): void {
  if (state.jobs.size < JOBS_KEPT_MAX) return;
  for (const job of state.jobs.values()) {
    if (job.phase !== 'ended' && job.phase !== 'refused') continue;
    state.jobs.delete(job.id);
    for (const [key, use] of state.keys) if (use.swap === job.id) state.keys.delete(key);
    return;
  }
}

function entered(state: RackState, event: EventOf<'swap.entered'>, seq: number, at: Stamp): void {
  const job = jobOf(state, event.swap);
  const to = event.state as SwapState;
  job.phase = isEnd(to) ? 'ended' : 'running';
  job.state = to;
  job.reason = event.why;
  job.enteredAt = at;
  job.moves += 1;
  job.tries = [];
  job.reasons = [];
  if (event.target !== undefined) job.target = event.target;
  if (event.bootId !== undefined) job.bootId = event.bootId;
  if (event.baseline !== undefined) job.baseline = event.baseline;
  if (event.peersBefore !== undefined) job.peersBefore = event.peersBefore;
  if (to === 'staged') nodeState(state, job.node).singleSlot = false;
  if (isEnd(to)) {
    job.endedSeq = seq;
    const node = nodeState(state, job.node);
    if (node.downSince !== undefined) job.downMs += elapsedMs(node.downSince, at);
  }
}

function intentOpened(state: RackState, event: EventOf<'intent.opened'>, at: Stamp): void {
  state.open.set(event.intent, { node: event.node, swap: event.swap, action: event.action });
  const node = nodeState(state, event.node);
  if (event.action.kind === 'power') {
    node.powerActions = [at, ...node.powerActions].slice(0, POWER_ACTIONS_KEPT_MAX);
  }
  if (event.action.kind === 'stage') {
    node.singleSlot = true;
    // What the slot held before is being overwritten: it is no place to roll back to any more.
    delete node.former;
  }
  const job = state.jobs.get(event.swap);
  if (job === undefined) return;
  job.tries.push({ intent: event.intent, action: event.action, opened: at });
  job.rules = event.rules;
  job.reasons = [];
  if (event.rung !== undefined) job.rungs.push({ name: event.rung as RungName, at });
}

function intentClosed(state: RackState, event: EventOf<'intent.closed'>, at: Stamp): void {
  const open = state.open.get(event.intent);
  if (open === undefined) throw new Error(`Intent ${event.intent} was closed but never opened, or closed twice.`);
  state.open.delete(event.intent);
  // Refused means that nothing was changed: the slot was not touched.
  if (open.action.kind === 'stage' && event.outcome === 'refused') nodeState(state, open.node).singleSlot = false;
  const one = state.jobs.get(event.swap)?.tries.find((candidate) => candidate.intent === event.intent);
  if (one !== undefined) one.closed = { outcome: event.outcome, text: event.text, at };
}

function observed(state: RackState, event: EventOf<'node.observed'>, at: Stamp): void {
  if (event.what !== 'service') return;
  const node = nodeState(state, event.node);
  const serves = event.text === 'serving';
  if (!serves) {
    node.downSince ??= at;
    return;
  }
  if (node.downSince === undefined) return;
  const job = [...state.jobs.values()].find((one) => one.node === event.node && one.phase === 'running');
  if (job !== undefined) job.downMs += elapsedMs(node.downSince, at);
  delete node.downSince;
}

/** Between boots of the rack's computer no duration can be told. */
export const elapsedMs = (from: Stamp, to: Stamp): number =>
  from.boot === to.boot ? Math.max(0, to.monoMs - from.monoMs) : 0;
