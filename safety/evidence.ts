// What evidence proves. "Serving" and "down" each take two independent sources that agree and are fresh; everything between is neither
// (DESIGN.md, rules 5 and 8). Pure judgements over facts; nothing here knows an action.
import { STATES } from './swap/states.js';
import type { BmcView, HostView, Observed } from './vocabulary/evidence.js';
import type { Limits, NodeFacts } from './vocabulary/facts.js';

export const isFresh = (observed: Observed<unknown> | undefined, maxAgeMs: number): boolean =>
  observed !== undefined && observed.ageMs >= 0 && observed.ageMs <= maxAgeMs;

const fresh = <T>(observed: Observed<T> | undefined, maxAgeMs: number): T | undefined =>
  observed !== undefined && isFresh(observed, maxAgeMs) ? observed.value : undefined;

/** The host as seen over SSH, if it is up and was seen recently. */
export function hostView(node: NodeFacts, limits: Limits): HostView | undefined {
  const look = fresh(node.host, limits.evidenceAgeMaxMs);
  return look?.kind === 'up' ? look.view : undefined;
}

/** The BMC's answer, if it answers and did so recently. */
export function bmcView(node: NodeFacts, limits: Limits): BmcView | undefined {
  const look = fresh(node.bmc, limits.evidenceAgeMaxMs);
  return look?.kind === 'answers' ? look.view : undefined;
}

/** Why a node is not proven serving, in words; `undefined` when it is. */
export function whyNotServing(node: NodeFacts, limits: Limits): string | undefined {
  const service = fresh(node.service, limits.evidenceAgeMaxMs);
  const host = fresh(node.host, limits.evidenceAgeMaxMs);
  const bmc = fresh(node.bmc, limits.evidenceAgeMaxMs);
  if (service === undefined) return 'no fresh answer of its service';
  if (host === undefined) return 'no fresh look at its host';
  // A service asked over SSH is no second source beside the host: its BMC must speak for the node then (rule 8).
  if (node.service?.source === node.host?.source && bmc?.kind !== 'answers')
    return 'host and service were seen by one source only, and its BMC does not answer';
  if (service.kind === 'failing') return `its service fails (${service.text})`;
  if (host.kind === 'silent') return 'its host does not answer';
  if (host.kind === 'strange') return `its host is not trusted (${host.text})`;
  if (bmc?.kind === 'answers' && bmc.view.power === 'off')
    return 'its BMC says that it is switched off, which contradicts the rest';
  return undefined;
}

export const isServing = (node: NodeFacts, limits: Limits): boolean => whyNotServing(node, limits) === undefined;

/** Taken out, or about to be, by our own doing. */
export const holdsGroup = (node: NodeFacts): boolean => node.underway?.takesOut === true;
export const isOutByUs = (node: NodeFacts): boolean => node.underway !== undefined && STATES[node.underway.state].out;

/** Past its reboot and being brought home, by whatever rung. */
export const isBroughtHome = ({ underway }: NodeFacts): boolean =>
  underway?.state === 'falling-back' || underway?.state === 'recovering';

/** No dead-man runs on it, as its own BMC says. */
const isUnarmed = (node: NodeFacts, limits: Limits): boolean => bmcView(node, limits)?.watchdog.running === false;

/** It serves while it is being brought home, and nothing that would take it down was ordered or runs: it serves on until somebody may. */
export const servesUntilFetched = (node: NodeFacts, limits: Limits): boolean =>
  isBroughtHome(node) && node.underway?.downOrdered !== true && isUnarmed(node, limits) && isServing(node, limits);

/** Its load was moved away, or it is seen not to serve: to move such a node takes nothing from anybody. */
export const isMissedByNobody = (node: NodeFacts, limits: Limits): boolean =>
  fresh(node.drain, limits.evidenceAgeMaxMs) === 'drained' ||
  fresh(node.service, limits.evidenceAgeMaxMs)?.kind === 'failing' ||
  whyNotDown(node, limits) === undefined;

/** Why a node is out, for budgets: what is not proven up counts as down. `undefined` when it serves and we hold it in no state of being out. */
export function whyOut(node: NodeFacts, limits: Limits): string | undefined {
  if (isOutByUs(node) && node.underway) return `${node.underway.swap} has it in ${node.underway.state}`;
  return whyNotServing(node, limits) ?? whyLeftOut(node, limits);
}

/** A node that answers, but is left in a way that no swap of ours would leave it in: it may stop serving at any moment, or does so already. */
function whyLeftOut(node: NodeFacts, limits: Limits): string | undefined {
  if (node.underway !== undefined) return undefined;
  if (fresh(node.drain, limits.evidenceAgeMaxMs) === 'drained') return 'its load was moved away';
  if (bmcView(node, limits)?.watchdog.running) return 'a watchdog runs on it that would power-cycle it';
  return undefined;
}

/** Why a node is not proven down, in words; `undefined` when it is (K14). */
export function whyNotDown(node: NodeFacts, limits: Limits): string | undefined {
  const host = fresh(node.host, limits.evidenceAgeMaxMs);
  const service = fresh(node.service, limits.evidenceAgeMaxMs);
  const bmc = bmcView(node, limits);
  if (host === undefined) return 'there is no fresh look at its host';
  if (host.kind === 'up') return 'its host answers over SSH';
  if (host.kind === 'strange') return `something answers at its address (${host.text})`;
  if (service?.kind === 'serving')
    return 'its service answers although its host does not: the evidence contradicts itself';
  if (service === undefined) return 'there is no fresh answer of its service to agree with the silence of its host';
  if (bmc?.power === 'off') return undefined;
  if (!(service.forMs >= limits.downAfterMs)) return `its service has been failing for ${seconds(service.forMs)} only`;
  if (!(host.forMs >= limits.downAfterMs && host.looks >= limits.silentLooksMin)) {
    return `its host has been silent for ${seconds(host.forMs)} and ${host.looks} looks only`;
  }
  if (node.service?.source === node.host?.source) return 'host and service were seen by one source only';
  return undefined;
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
