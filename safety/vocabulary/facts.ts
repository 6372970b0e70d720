// Facts: everything the kernel and the swap machine may know when they decide, gathered in one snapshot. Plain data, no methods,
// no clock: ages are in it. What is absent is not known, and what is not known is never good news (rules 5 and 8).
import type { HeldIntent, Share } from './consent.js';
import type {
  BmcLook,
  BootConfigProof,
  DataView,
  DrainLook,
  HostLook,
  Observed,
  ServiceLook,
  SlotProof,
} from './evidence.js';
import type { Digest, GroupId, NodeId, SlotName, SwapId, Tier } from './names.js';
import type { SwapState } from './swap-state.js';

export interface KnownGood {
  readonly slot: SlotName;
  readonly image: Digest;
}

/** A swap that has not ended, as far as other nodes' decisions need it. */
export interface Underway {
  readonly swap: SwapId;
  readonly state: SwapState;
  readonly image?: Digest;
  /** False for a job that only stages: it never takes the node out. */
  readonly takesOut: boolean;
  /** An order to start it was given so lately that it may still be starting: `isStartOrdered` in safety/swap/record.ts says when (ENV-2). */
  readonly startOrdered: boolean;
  /** A dead-man, a reboot or power was ordered for it in this state, and not certainly in vain: it may go down at any moment. */
  readonly downOrdered?: true;
  /** A recovery that has used no rung yet: nothing was rebooted by us, so nothing is waived for it (SAF-1, CTL-3). */
  readonly untouched?: true;
}

export interface NodeFacts {
  readonly id: NodeId;
  readonly tier: Tier;
  /** RAUC's `compatible`: an image for another kind of node is refused (K08). */
  readonly compatible: string;
  readonly host?: Observed<HostLook>;
  readonly bmc?: Observed<BmcLook>;
  readonly service?: Observed<ServiceLook>;
  readonly drain?: Observed<DrainLook>;
  readonly data?: Observed<DataView>;
  readonly bootConfig?: Observed<BootConfigProof>;
  /** The newest read-back of each slot since it was last written and since this rackd started. */
  readonly proofs: Readonly<Partial<Record<SlotName, Observed<SlotProof>>>>;
  readonly knownGood?: KnownGood;
  readonly underway?: Underway;
  /** The inactive slot is being written, or was left half-written: no fallback slot. */
  readonly singleSlot: boolean;
  readonly quarantine?: { readonly reason: string };
  /** How long ago each power action on this node was, newest first (K15). */
  readonly powerActionAgesMs: readonly number[];
}

export interface GroupFacts {
  readonly id: GroupId;
  readonly lifeCritical: boolean;
  /** N: how many members the service needs. N+2 are deployed. */
  readonly needed: number;
  /** Those of this rack. */
  readonly members: readonly NodeId[];
  /** What other racks hold of the group. Absent or empty: it lives in this rack alone, and nobody else is asked. */
  readonly elsewhere?: readonly Share[];
  /** Of the whole definition, compared between racks; there wherever `elsewhere` is. */
  readonly digest?: string;
  /** Groups that this one stands on: they must be whole before a member of this one goes (K11). */
  readonly after?: readonly GroupId[];
  /** Its members keep data, and what they say of it is looked at (K11, K12). */
  readonly data?: {
    /** How old a member's backup may be when it is taken out. Absent where none is asked for. */
    readonly backupAgeMaxMs?: number;
  };
}

export interface ImageFacts {
  readonly digest: Digest;
  readonly version: string;
  readonly compatible: string;
  readonly signature: 'valid' | 'invalid';
  /** Whether the bundle file at the rack has the digest it is named by. */
  readonly file: 'matches' | 'differs' | 'missing';
}

export interface Limits {
  /** Older evidence counts as none. */
  readonly evidenceAgeMaxMs: number;
  /** A read-back of the known-good or the staged slot older than this must be repeated. */
  readonly proofAgeMaxMs: number;
  /** K05: nodes of this rack out at once, for whatever reason. */
  readonly outagesMax: number;
  /** K05, ENV-2: nodes starting at once (inrush). */
  readonly startingMax: number;
  /** K14: a host silent for at least this long, over at least `silentLooksMin` looks, is one source for "down". */
  readonly downAfterMs: number;
  readonly silentLooksMin: number;
  /** K07: the dead-man's time-out may be nothing else. */
  readonly watchdogTimeoutMs: number;
  /** K07: at least this much of it must be left when the node is told to reboot. */
  readonly watchdogRemainingMinMs: number;
  /** K15. */
  readonly powerActionsMax: number;
  readonly powerActionsWindowMs: number;
}

export type StopFact = { readonly set: false } | { readonly set: true; readonly by: string; readonly why: string };

export interface Facts {
  readonly stop: StopFact;
  readonly nodes: ReadonlyMap<NodeId, NodeFacts>;
  readonly groups: readonly GroupFacts[];
  /** This rack's open intents in groups over racks. Absent: none. */
  readonly intents?: ReadonlyMap<GroupId, HeldIntent>;
  readonly images: ReadonlyMap<Digest, ImageFacts>;
  readonly limits: Limits;
}
