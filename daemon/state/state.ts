// The state of a rack: a fold of its event log and nothing else (DESIGN.md, rule 2). Times are stamps; ages are made when facts are gathered.
import type { RungName } from '#safety/recovery/ladder.js';
import type { Goal } from '#safety/swap/record.js';
import type { Action } from '#safety/vocabulary/action.js';
import type { ServiceMetrics } from '#safety/vocabulary/evidence.js';
import type { KnownGood, StopFact } from '#safety/vocabulary/facts.js';
import type { Digest, NodeId, SlotName, SwapId } from '#safety/vocabulary/names.js';
import type { OutcomeKind } from '#safety/vocabulary/outcome.js';
import type { SwapState } from '#safety/vocabulary/swap-state.js';
import type { Reason } from '#safety/vocabulary/verdict.js';

/** A moment on the monotonic clock of one boot of the rack's computer. */
export interface Stamp {
  readonly monoMs: number;
  readonly boot: string;
}

export interface TryRecord {
  readonly intent: string;
  readonly action: Action;
  readonly opened: Stamp;
  closed?: { readonly outcome: OutcomeKind; readonly text: string; readonly at: Stamp };
}

export type Phase = 'queued' | 'refused' | 'running' | 'ended';

export interface Job {
  readonly id: SwapId;
  readonly node: NodeId;
  readonly goal: Goal;
  readonly image?: Digest;
  readonly by: string;
  readonly why: string;
  readonly acceptedSeq: number;
  readonly acceptedAt: Stamp;
  phase: Phase;
  state: SwapState;
  reason: string;
  enteredAt: Stamp;
  endedSeq: number;
  target?: SlotName;
  bootId?: string;
  baseline?: ServiceMetrics;
  peersBefore?: ServiceMetrics;
  tries: TryRecord[];
  rungs: { name: RungName; at: Stamp }[];
  rollbackAsked: boolean;
  moves: number;
  /** The newest verdict: empty when the kernel had nothing against it. */
  reasons: readonly Reason[];
  rules: readonly string[];
  downMs: number;
}

export interface NodeState {
  knownGood?: KnownGood;
  /** What the other slot held when it was last known-good: a rollback goes there. */
  former?: KnownGood;
  quarantine?: { readonly reason: string };
  singleSlot: boolean;
  powerActions: Stamp[];
  downSince?: Stamp;
}

export interface KeyUse {
  readonly request: string;
  readonly swap: SwapId;
  readonly seq: number;
}

export interface RackState {
  seq: number;
  stop: StopFact;
  readonly nodes: Map<NodeId, NodeState>;
  readonly jobs: Map<SwapId, Job>;
  readonly keys: Map<string, KeyUse>;
  /** Intents without an outcome: what may have happened when the daemon died. */
  readonly open: Map<string, { readonly node: NodeId; readonly swap: SwapId; readonly action: Action }>;
}

export const emptyState = (): RackState => ({
  seq: 0,
  stop: { set: false },
  nodes: new Map(),
  jobs: new Map(),
  keys: new Map(),
  open: new Map(),
});

export function nodeState(state: RackState, node: NodeId): NodeState {
  const known = state.nodes.get(node);
  if (known !== undefined) return known;
  const made: NodeState = { singleSlot: false, powerActions: [] };
  state.nodes.set(node, made);
  return made;
}

export const runningJobs = (state: RackState): Job[] =>
  [...state.jobs.values()].filter((job) => job.phase === 'running');
export const queuedJobs = (state: RackState): Job[] => [...state.jobs.values()].filter((job) => job.phase === 'queued');
export const activeJobOf = (state: RackState, node: NodeId): Job | undefined =>
  [...state.jobs.values()].find((job) => job.node === node && (job.phase === 'running' || job.phase === 'queued'));
