// What the swap machine is told of one swap, and how patient it may be. Plain data out of the event log; ages instead of times.
// Every age starts anew when rackd starts: time in which nobody looked is not held against a node (rules 9 and 10), and an age that is too
// low only ever makes the machine more patient.
import type { RungName } from '../recovery/ladder.js';
import type { ActionKind, PowerHow } from '../vocabulary/action.js';
import type { ServiceMetrics } from '../vocabulary/evidence.js';
import type { Digest, NodeId, SlotName, SwapId } from '../vocabulary/names.js';
import type { OutcomeKind } from '../vocabulary/outcome.js';
import type { SwapEnd, SwapState } from '../vocabulary/swap-state.js';

/** `rollback` is a swap to the image that the other slot still holds; `recover` has no image of its own. */
export type Goal = 'stage' | 'swap' | 'rollback' | 'recover';

/** An effect tried in the present state. */
export interface Try {
  readonly action: ActionKind;
  readonly how?: PowerHow;
  /** Absent while it runs. */
  readonly outcome?: OutcomeKind;
  readonly text: string;
  /** Since it ended, or since it began while it runs. */
  readonly ageMs: number;
}

export interface SwapRecord {
  readonly id: SwapId;
  readonly node: NodeId;
  readonly goal: Goal;
  readonly image?: Digest;
  readonly state: SwapState;
  /** Since the state was entered or this rackd started, whichever was later. */
  readonly inStateMs: number;
  /** The slot on trial; known from the end of preflight on. */
  readonly target?: SlotName;
  /** The boot that the present state began in; a different one means that the node was restarted. */
  readonly bootId?: string;
  /** The service's own figures before the swap (SAF-4). */
  readonly baseline?: ServiceMetrics;
  /** Those of its neighbours at the same time. */
  readonly peersBefore?: ServiceMetrics;
  readonly tries: readonly Try[];
  /** Rungs of the recovery ladder that this swap has used, in order. Never forgotten, so the ladder ends. */
  readonly rungs: readonly { readonly name: RungName; readonly ageMs: number }[];
  /** A person asked to turn back. */
  readonly rollbackAsked: boolean;
  /** Transitions so far. */
  readonly moves: number;
}

/** It is certain that nothing came of it. */
export const notDone = ({ outcome }: Try): boolean => outcome === 'failed' || outcome === 'refused';

/** Whether an order to start the node may still be having its effect: what `Underway.startOrdered` is set to. */
export const isStartOrdered = (swap: SwapRecord, timing: SwapTiming): boolean =>
  swap.tries.some(
    (one) =>
      (one.action === 'reboot' ||
        one.action === 'reboot-once' ||
        (one.action === 'power' && one.how !== 'diag' && one.how !== 'soft')) &&
      !notDone(one) &&
      one.ageMs < timing.bootAllowanceMs,
  );

const TAKES_DOWN: ReadonlySet<ActionKind> = new Set<ActionKind>(['arm', 'reboot', 'reboot-once', 'power']);
/** Whether something was ordered in this state that takes the node down, now or when it runs out: what `Underway.downOrdered` is set to. */
export const isDownOrdered = (swap: SwapRecord): boolean =>
  swap.tries.some((one) => TAKES_DOWN.has(one.action) && !notDone(one));

/** A recovery that has not rebooted or power-cycled anything yet: what `Underway.untouched` is set to. */
export const isUntouched = (swap: SwapRecord): boolean =>
  swap.goal === 'recover' &&
  swap.rungs.length === 0 &&
  !swap.tries.some(({ action }) => action === 'reboot' || action === 'power');

export interface SwapTiming {
  /** How long a state may last at most; every state has one (rule: none waits silently). */
  readonly deadlinesMs: Readonly<Record<Exclude<SwapState, SwapEnd>, number>>;
  /** A new image must serve for this long without a break. */
  readonly validateForMs: number;
  /** A service failing for this long on trial is a failed validation. */
  readonly failAfterMs: number;
  /** Tier 1 that serves although validation failed waits this long for a person (SAF-5). */
  readonly holdMs: number;
  /** From power-on or reset to a host that answers. */
  readonly bootAllowanceMs: number;
  /** Between two tries of one effect. */
  readonly retryAfterMs: number;
  /** A host that took the order to reboot may go on answering for this long. */
  readonly rebootGraceMs: number;
}
