// The gates that a new image passes on trial (SAF-4): its error rate and its speed, sample by sample, against what this node reported on its old
// image, moved by what happened meanwhile to neighbours that still run theirs. An image is not blamed for a bad hour of the whole group.
// Must never pass on no samples, and never let neighbours make the bar stricter than the node's own past.
import { isFresh } from '../evidence.js';
import { groupsOf } from '../groups.js';
import type { ServiceLook, ServiceMetrics, ServiceSample } from '../vocabulary/evidence.js';
import type { Facts, NodeFacts } from '../vocabulary/facts.js';
import { type GateVerdict, sequential } from './sequential.js';

/** SAF-4: more than 1 percentage point over its baseline, or more than 20 % slower, is bad. */
const ERROR_RATE_OVER_MAX = 0.01;
const LATENCY_FACTOR_MAX = 1.2;
/** How far neighbours may excuse an image: beyond that somebody has to look at it. */
const DRIFT_MAX = { errorRate: 0.05, latencyFactor: 2 } as const;
/** The newest of a trial count: what a service does while it warms up is not what it does. */
const SAMPLES_MAX = 24;

export interface Baseline {
  readonly own: ServiceMetrics;
  /** Of the neighbours at the same time, where there were any that reported. */
  readonly peers?: ServiceMetrics;
}

/** `good` only when error rate and latency both are; `bad` as soon as one is. */
export function gate(
  samples: readonly ServiceSample[],
  baseline: Baseline,
  peersNow: ServiceMetrics | undefined,
): GateVerdict {
  const limit = limitsOf(baseline, peersNow);
  const counted = samples.slice(-SAMPLES_MAX);
  const verdicts = [
    sequential(counted.map(({ errorRate }) => !(errorRate <= limit.errorRate))),
    sequential(counted.map(({ latencyMs }) => !(latencyMs <= limit.latencyMs))),
  ];
  if (verdicts.includes('bad')) return 'bad';
  return verdicts.every((verdict) => verdict === 'good') ? 'good' : 'undecided';
}

function limitsOf({ own, peers }: Baseline, peersNow: ServiceMetrics | undefined): ServiceMetrics {
  const clamp = (value: number, min: number, max: number): number => (value >= min ? Math.min(value, max) : min);
  const known = peers !== undefined && peersNow !== undefined;
  const errors = known ? clamp(peersNow.errorRate - peers.errorRate, 0, DRIFT_MAX.errorRate) : 0;
  const slower = known ? clamp(peersNow.latencyMs / peers.latencyMs, 1, DRIFT_MAX.latencyFactor) : 1;
  return {
    errorRate: own.errorRate + errors + ERROR_RATE_OVER_MAX,
    latencyMs: own.latencyMs * slower * LATENCY_FACTOR_MAX,
  };
}

/** The median figures of the node's neighbours in its groups that are not being changed and do not run `image`; undefined without any. */
export function peersOf(node: NodeFacts, facts: Facts, image: string | undefined): ServiceMetrics | undefined {
  const ids = groupsOf(facts, node.id).flatMap(({ members }) => members);
  const figures = [...new Set(ids)].flatMap((id) => {
    const other = facts.nodes.get(id);
    if (other === undefined || id === node.id || other.underway !== undefined) return [];
    if (other.knownGood === undefined || other.knownGood.image === image) return [];
    const look = isFresh(other.service, facts.limits.evidenceAgeMaxMs) ? other.service?.value : undefined;
    return look?.kind === 'serving' && look.metrics !== undefined ? [look.metrics] : [];
  });
  return medianOf(figures);
}

/** Each figure's own median; undefined of none. */
export function medianOf(figures: readonly ServiceMetrics[]): ServiceMetrics | undefined {
  if (figures.length === 0) return undefined;
  return {
    errorRate: median(figures.map(({ errorRate }) => errorRate)),
    latencyMs: median(figures.map(({ latencyMs }) => latencyMs)),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** Those that were taken on trial: looks made before it say nothing about the new image. */
export const samplesOnTrial = (
  look: Extract<ServiceLook, { kind: 'serving' }>,
  onTrialMs: number,
): readonly ServiceSample[] => (look.samples ?? []).filter(({ ageMs }) => ageMs <= onTrialMs);
