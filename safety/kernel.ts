// The safety kernel: decide(facts, action) → verdict. Every rule that is asked for this action must be satisfied on fresh evidence; then, and
// only then, a clearance is made. No I/O, no clock, no memory: the same facts give the same verdict, here, in the simulator and in the proofs.
import { claimMint } from './clearance.js';
import { whyOut } from './evidence.js';
import { groupsOf } from './groups.js';
import { k01Stop } from './rules/k01-stop.js';
import { k04Redundancy } from './rules/k04-redundancy.js';
import { k05Budget } from './rules/k05-budget.js';
import { k06KnownGood } from './rules/k06-known-good.js';
import { k07DeadMan } from './rules/k07-dead-man.js';
import { k08Image } from './rules/k08-image.js';
import { k10Preflight } from './rules/k10-preflight.js';
import { k11Order } from './rules/k11-order.js';
import { k12Data } from './rules/k12-data.js';
import { k14Alive } from './rules/k14-alive.js';
import { k15Wear } from './rules/k15-wear.js';
import { k16Quarantine } from './rules/k16-quarantine.js';
import { isWaived, type Rule } from './rules/rule.js';
import type { Action } from './vocabulary/action.js';
import type { Facts, Limits, NodeFacts } from './vocabulary/facts.js';
import type { Reason, Verdict } from './vocabulary/verdict.js';

const mint = claimMint();

/** K02, K03, K09 and K13 need documents and windows that no part of the rack makes yet. */
export const RULES: readonly Rule[] = [
  k01Stop,
  k04Redundancy,
  k05Budget,
  k06KnownGood,
  k07DeadMan,
  k08Image,
  k10Preflight,
  k11Order,
  k12Data,
  k14Alive,
  k15Wear,
  k16Quarantine,
];

export function rulesFor(action: Action, node: NodeFacts): readonly Rule[] {
  return RULES.filter((rule) => rule.asksFor.includes(action.kind) && !isWaived(rule, action, node));
}

/** For one question only: what is remembered longer could outlive the facts that it was judged on. */
function judgedOnce(limits: Limits): (node: NodeFacts) => string | undefined {
  const judged = new Map<NodeFacts, string | undefined>();
  return (node) => {
    if (judged.has(node)) return judged.get(node);
    const why = whyOut(node, limits);
    judged.set(node, why);
    return why;
  };
}

export function decide(facts: Facts, action: Action): Verdict {
  const node = facts.nodes.get(action.node);
  if (node === undefined) {
    const reason: Reason = {
      rule: 'K10',
      text: `${action.node} is not a node of this rack.`,
      holders: [],
      remedy: 'Name a node of the rack: `rackctl nodes` lists them.',
    };
    return { kind: 'refuse', reasons: [reason], rules: ['K10'] };
  }
  const asked = rulesFor(action, node);
  const rules = asked.map((rule) => rule.id);
  const question = { facts, action, node, groups: groupsOf(facts, node.id), whyOut: judgedOnce(facts.limits) };
  const reasons = asked.flatMap((rule) =>
    rule.objections(question).map((objection): Reason => ({ rule: rule.id, ...objection })),
  );
  if (reasons.length > 0) return { kind: 'refuse', reasons, rules };
  return { kind: 'allow', clearance: mint(action), rules };
}
