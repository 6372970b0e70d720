// The rack as callers see it: state, sightings and configuration turned into the messages of the wire contract. Reads only.
import { whyOut } from '#safety/evidence.js';
import { STATES } from '#safety/swap/states.js';
import type { Facts, NodeFacts } from '#safety/vocabulary/facts.js';
import { SWAP_STATES } from '#safety/vocabulary/swap-state.js';
import type { Reason, Verdict } from '#safety/vocabulary/verdict.js';
import type { rack } from '#proto/contract.js';
import { parseRow } from './loop/ledger.js';
import type { NodeModel, RackModel } from './rack-model.js';
import { ageMs, type Moment } from './state/facts.js';
import type { Job, RackState } from './state/state.js';
import { inWords } from './words.js';

const ENDED_SHOWN_MAX = 50;

export const reasonView = (reason: Reason): rack.ReasonInit => ({
  rule: reason.rule,
  text: reason.text,
  hasCounts: reason.counts !== undefined,
  ...(reason.counts === undefined
    ? {}
    : { now: reason.counts.now, after: reason.counts.after, limit: reason.counts.limit }),
  holders: [...reason.holders],
  remedy: reason.remedy,
});

export const verdictView = (verdict: Verdict): rack.VerdictInit => ({
  allowed: verdict.kind === 'allow',
  reasons: verdict.kind === 'refuse' ? verdict.reasons.map(reasonView) : [],
  rules: [...verdict.rules],
});

export function jobView(job: Job, moment: Moment): rack.SwapInit {
  const state = job.phase === 'queued' || job.phase === 'refused' ? job.phase : job.state;
  return {
    id: job.id,
    node: job.node,
    image: job.image ?? '',
    goal: job.goal,
    state,
    reason: job.reason,
    verdict: {
      allowed: job.phase !== 'queued' && job.reasons.length === 0,
      reasons: job.reasons.map(reasonView),
      rules: [...job.rules],
    },
    acceptedSeq: job.acceptedSeq,
    endedSeq: job.endedSeq,
    secondsInState: ageMs(job.enteredAt, moment) / 1000,
    secondsDown: job.downMs / 1000,
    rungs: job.rungs.map((rung) => rung.name),
  };
}

function watchdogView(node: NodeFacts | undefined): string {
  const look = node?.bmc?.value;
  if (look?.kind !== 'answers') return 'not seen';
  const { running, action, remainingMs, timeoutMs } = look.view.watchdog;
  return running ? `${action} in ${Math.round((remainingMs ?? timeoutMs) / 1000)} s` : 'off';
}

function nodeView(model: NodeModel, facts: Facts): rack.NodeInit {
  const node = facts.nodes.get(model.id);
  const host = node?.host?.value;
  const bmc = node?.bmc?.value;
  const ages = [node?.host, node?.bmc, node?.service].map((seen) => seen?.ageMs ?? Number.NaN);
  return {
    id: model.id,
    tier: model.tier,
    platform: model.platform,
    host: host?.kind ?? 'not seen',
    power: bmc === undefined ? 'not seen' : bmc.kind === 'answers' ? bmc.view.power : 'BMC silent',
    service: node?.service?.value.kind ?? 'not seen',
    serving: node !== undefined && whyOut(node, facts.limits) === undefined,
    bootedSlot: host?.kind === 'up' ? host.view.booted : '',
    knownGoodSlot: node?.knownGood?.slot ?? '',
    knownGoodImage: node?.knownGood?.image ?? '',
    bootId: host?.kind === 'up' ? host.view.bootId : '',
    watchdog: watchdogView(node),
    swapId: node?.underway?.swap ?? '',
    swapState: node?.underway?.state ?? '',
    quarantine: node?.quarantine?.reason ?? '',
    evidenceAgeSeconds: Math.max(...ages) / 1000,
  };
}

export function rackView(
  model: RackModel,
  state: RackState,
  facts: Facts,
  moment: Moment,
  head: { readonly seq: number; readonly hash: string },
): rack.GetRackResponseInit {
  const jobs = [...state.jobs.values()];
  const active = jobs.filter((job) => job.phase === 'queued' || job.phase === 'running');
  const ended = jobs.filter((job) => job.phase === 'ended' || job.phase === 'refused').slice(-ENDED_SHOWN_MAX);
  return {
    rack: model.rack,
    nodes: model.nodes.map((node) => nodeView(node, facts)),
    groups: model.groups.map((group) => ({
      id: group.id,
      lifeCritical: group.lifeCritical,
      needed: group.needed,
      members: [...group.members],
      serving: group.members.filter((id) => {
        const node = facts.nodes.get(id);
        return node !== undefined && whyOut(node, facts.limits) === undefined;
      }).length,
    })),
    swaps: [...active, ...ended].map((job) => jobView(job, moment)),
    stop: state.stop.set ? { set: true, by: state.stop.by, why: state.stop.why } : { set: false },
    logSeq: head.seq,
    logHead: head.hash,
    images: [...facts.images.values()].map((image) => ({ ...image })),
  };
}

export function planView(verdict: Verdict, node: NodeFacts | undefined): rack.PlanSwapResponseInit {
  const slot = node?.knownGood === undefined ? '' : node.knownGood.slot === 'A' ? 'B' : 'A';
  const steps = SWAP_STATES.slice(0, SWAP_STATES.indexOf('returning') + 1).map(
    (state) => `${state}: ${STATES[state].purpose}`,
  );
  return { verdict: verdictView(verdict), slot, steps };
}

export function eventView(row: { readonly seq: number; readonly body: string }): rack.EventInit {
  const { event, stamp } = parseRow(row);
  return {
    seq: row.seq,
    at: stamp.at,
    kind: event.kind,
    node: 'node' in event ? event.node : '',
    swap: 'swap' in event ? event.swap : '',
    text: inWords(event),
    body: row.body,
  };
}
