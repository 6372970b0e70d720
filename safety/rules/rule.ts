// The shape of a rule: which actions it is asked for, and what it objects to. A rule that cannot see the facts it needs objects (rule 5).
import { STATES } from '../swap/states.js';
import type { Action, ActionKind } from '../vocabulary/action.js';
import type { Facts, NodeFacts } from '../vocabulary/facts.js';
import type { Counts, Reason, RuleId } from '../vocabulary/verdict.js';

export interface Question<A extends Action = Action> {
  readonly facts: Facts;
  readonly action: A;
  /** The node that the action is about. */
  readonly node: NodeFacts;
}

export type Objection = Omit<Reason, 'rule'>;

export interface Rule {
  readonly id: RuleId;
  readonly name: string;
  /** The actions it is asked for. */
  readonly asksFor: readonly ActionKind[];
  /** Not asked when the node is past its reboot: from there every action moves towards a safe end, and refusing it would strand the node. */
  readonly waivedPastReboot: boolean;
  objections(question: Question): readonly Objection[];
}

export const isPastReboot = (node: NodeFacts): boolean =>
  node.underway !== undefined && STATES[node.underway.state].pastReboot;

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
