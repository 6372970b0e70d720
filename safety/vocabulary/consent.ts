// Consent between racks as data (DESIGN.md, "Consent"): what is asked, what is answered, what an intent is. Plain values that travel or are kept;
// nothing here decides, and nothing here says when a value was made.
import type { GroupId, NodeId, SwapId } from './names.js';

/** A rack as the inventory names it. */
export type RackId = string;

/** Never used twice by any rack: its rack's name and the number of a row of that rack's log. */
export type IntentId = string;

/** The members of a group that live in one rack. */
export interface Share {
  readonly rack: RackId;
  readonly members: readonly NodeId[];
}

/** Durable before anybody is asked: this rack is about to take a member of a group out, and refuses everyone else in that group. */
export interface GroupIntent {
  readonly id: IntentId;
  readonly group: GroupId;
  /** Of the definition of the group that it was made under. */
  readonly digest: string;
  readonly node: NodeId;
  readonly swap: SwapId;
  /** Something that takes the member out was tried, or was about to be: it can only be closed by the member's serving again. */
  readonly hasEffect: boolean;
}

export interface Question {
  readonly intent: IntentId;
  /** An intent is asked for again and again while it is open; an answer is one to this round only. */
  readonly round: number;
  readonly group: GroupId;
  readonly digest: string;
  /** The member is past its reboot, serves from the wrong slot, and is to be brought home (ADR 0006). */
  readonly homeward: boolean;
}

export const REFUSALS = ['unknown-group', 'digest', 'intent', 'outage', 'single-slot', 'stale', 'not-serving'] as const;
/** `warning`: the giver itself says, unasked, that what it said does not hold any more. */
export type Because = (typeof REFUSALS)[number] | 'warning';

export type Opinion =
  | {
      readonly kind: 'consent';
      /** Every member of the giver's share, with the age of the oldest evidence that it serves, on the giver's monotonic clock. */
      readonly members: readonly { readonly id: NodeId; readonly ageMs: number }[];
    }
  | { readonly kind: 'refuse'; readonly because: Because; readonly text: string };

export type Answer = Opinion & { readonly intent: IntentId; readonly round: number };

/** What another rack said last, and how long ago it was *asked*: whatever it saw, it saw within that time, or before it by the age it gives. */
export interface HeardOpinion {
  readonly opinion: Opinion;
  readonly askedAgeMs: number;
}

/** An open intent of this rack, with what the other racks of the group say to it. */
export interface HeldIntent extends GroupIntent {
  readonly answers: ReadonlyMap<RackId, HeardOpinion>;
  /** How long ago the first question was asked; nothing while none was. */
  readonly askingForMs?: number;
}
