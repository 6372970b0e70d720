// The shape of a rule: which actions it is asked for, and what it objects to. A rule that cannot see the facts it needs objects (rule 5).
import { STATES } from '../swap/states.js';
import type { Action, ActionKind } from '../vocabulary/action.js';
import type { Facts, GroupFacts, NodeFacts } from '../vocabulary/facts.js';
import type { Counts, Reason, RuleId } from '../vocabulary/verdict.js';

export interface Question<A extends Action = Action> {
  readonly facts: Facts;
  readonly action: A;
  /** The node that the action is about. */
  readonly node: NodeFacts;
  /** The groups that the node is a member of. */
  readonly groups: readonly GroupFacts[];
  /** `whyOut` of evidence.ts, worked out once a question for each node: several rules ask it of the same nodes. */
  readonly whyOut: (node: NodeFacts) => string | undefined;
}

export type Objection = Omit<Reason, 'rule'>;

export interface Rule {
  readonly id: RuleId;
  readonly name: string;
  /** The actions it is asked for. */
  readonly asksFor: readonly ActionKind[];
  /**
   * Not asked of what moves a node towards its safe end once it is past its reboot: refusing that would strand the node.
   * `once-touched`: but asked as long as a recovery has used no rung, for then nothing was rebooted by us yet.
   */
  readonly waivedPastReboot: boolean | 'once-touched';
  objections(question: Question): readonly Objection[];
}

export const isPastReboot = ({ underway }: NodeFacts): boolean =>
  underway !== undefined && STATES[underway.state].pastReboot;

/** What may move a node towards its safe end once it is past its reboot. Whatever begins something new is asked all of its rules, always. */
export const TOWARDS_SAFE_END: ReadonlySet<ActionKind> = new Set<ActionKind>([
  'arm',
  'kick',
  'disarm',
  'reboot',
  'mark-good',
  'restore-known-good',
  'undrain',
  'power',
]);

export const objection = (
  text: string,
  remedy: string,
  more: { counts?: Counts; holders?: readonly string[] } = {},
): Objection => ({
  text,
  remedy,
  holders: more.holders ?? [],
  ...(more.counts === undefined ? {} : { counts: more.counts }),
});

export function isWaived({ waivedPastReboot }: Rule, action: Action, node: NodeFacts): boolean {
  if (!isPastReboot(node) || !TOWARDS_SAFE_END.has(action.kind)) return false;
  return waivedPastReboot === 'once-touched' ? node.underway?.untouched !== true : waivedPastReboot;
}
