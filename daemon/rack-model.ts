// The rack as its configuration describes it, reduced to what the core decides with. Who reaches what and how stays in main.ts.
import type { SwapTiming } from '#safety/swap/record.js';
import type { GroupFacts, Limits } from '#safety/vocabulary/facts.js';
import type { Digest, NodeId, Tier } from '#safety/vocabulary/names.js';

export interface NodeModel {
  readonly id: NodeId;
  readonly tier: Tier;
  readonly compatible: string;
  /** 'rauc' | 'uboot-env': for people. */
  readonly platform: string;
  /** What it runs when it is enrolled. */
  readonly image?: Digest;
}

export interface RackModel {
  readonly rack: string;
  readonly nodes: readonly NodeModel[];
  readonly groups: readonly GroupFacts[];
  readonly limits: Limits;
  readonly timing: SwapTiming;
  readonly tickMs: number;
  readonly lookMs: number;
}
