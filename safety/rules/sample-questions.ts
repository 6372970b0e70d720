// What the rules' tests share: a question the kernel answers with yes for every kind of action, what a good refusal looks like, and which
// objections of a rule's source were reached. For tests only.
import { decide, rulesFor } from '../kernel.js';
import {
  healthyRack,
  LIMITS,
  NEW,
  withDeadMan,
  withDown,
  withFailingService,
  withHost,
  withNode,
} from '../sample-facts.js';
import type { Action, ActionKind } from '../vocabulary/action.js';
import type { Facts } from '../vocabulary/facts.js';
import type { SwapState } from '../vocabulary/swap-state.js';
import type { Counts, Reason, RuleId } from '../vocabulary/verdict.js';

export const RACK = healthyRack(8);

export const inState = (facts: Facts, state: SwapState, id = 'n1', startOrdered = false): Facts =>
  withNode(facts, id, { underway: { swap: `swap-of-${id}`, state, image: NEW, takesOut: true, startOrdered } });

export interface Asked {
  readonly facts: Facts;
  readonly action: Action;
}

const arming = inState(withDeadMan(RACK, 'n1'), 'arming');
const aboutToReboot = inState(withDeadMan(RACK, 'n1'), 'rebooting');
const onTrial = withHost(inState(RACK, 'committing'), 'n1', { booted: 'B', bootPlan: ['A', 'A'] });

/** For every kind of action, facts on which it is allowed. */
export const ALLOWED: Readonly<Record<ActionKind, Asked>> = {
  begin: { facts: RACK, action: { kind: 'begin', node: 'n1', image: NEW } },
  'begin-recovery': { facts: withFailingService(RACK, 'n1'), action: { kind: 'begin-recovery', node: 'n1' } },
  stage: { facts: RACK, action: { kind: 'stage', node: 'n1', image: NEW, slot: 'B' } },
  drain: { facts: RACK, action: { kind: 'drain', node: 'n1', image: NEW } },
  undrain: { facts: RACK, action: { kind: 'undrain', node: 'n1' } },
  arm: { facts: arming, action: { kind: 'arm', node: 'n1', timeoutMs: LIMITS.watchdogTimeoutMs } },
  kick: { facts: RACK, action: { kind: 'kick', node: 'n1' } },
  disarm: { facts: withDeadMan(RACK, 'n1'), action: { kind: 'disarm', node: 'n1' } },
  reboot: { facts: aboutToReboot, action: { kind: 'reboot', node: 'n1' } },
  'reboot-once': { facts: aboutToReboot, action: { kind: 'reboot-once', node: 'n1', slot: 'B', image: NEW } },
  'mark-good': { facts: onTrial, action: { kind: 'mark-good', node: 'n1', slot: 'B' } },
  'restore-known-good': { facts: RACK, action: { kind: 'restore-known-good', node: 'n1', slot: 'A' } },
  power: { facts: withDown(RACK, 'n1'), action: { kind: 'power', node: 'n1', how: 'reset' } },
};

export const askWith = (kind: ActionKind, change: (facts: Facts) => Facts): Asked => ({
  facts: change(ALLOWED[kind].facts),
  action: ALLOWED[kind].action,
});

export const reasonsBy = (rule: RuleId, { facts, action }: Asked): readonly Reason[] => {
  const verdict = decide(facts, action);
  return verdict.kind === 'allow' ? [] : verdict.reasons.filter((reason) => reason.rule === rule);
};

/** The kinds of actions that a rule is asked for, of a node that no swap holds otherwise than its sample does. */
export const kindsAsking = (rule: RuleId): readonly string[] =>
  Object.entries(ALLOWED).flatMap(([kind, { facts, action }]) => {
    const node = facts.nodes.get('n1');
    return node !== undefined && rulesFor(action, node).some(({ id }) => id === rule) ? [kind] : [];
  });

export interface Refusal {
  readonly name: string;
  readonly asked: Asked;
  readonly says: RegExp;
  readonly counts?: Counts;
  readonly holders?: readonly string[];
}

/** What is wrong with the rule's answer, in words; empty when it refuses as it should and a stranger could act on it. */
export function problemsOf(rule: RuleId, { asked, says, counts, holders }: Refusal): string[] {
  const reasons = reasonsBy(rule, asked);
  const reason = reasons.find(({ text }) => says.test(text));
  if (reason === undefined) return [`no objection says ${says}: ${JSON.stringify(reasons)}`];
  const problems: string[] = [];
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  if (counts !== undefined && !same(counts, reason.counts)) problems.push(`counts ${JSON.stringify(reason.counts)}`);
  if (holders !== undefined && !same(holders, reason.holders)) problems.push(`holders ${reason.holders.join()}`);
  for (const words of [reason.text, reason.remedy]) {
    if (!/^[A-Z`]|^n\d/.test(words) || !/[.…]$/.test(words)) problems.push(`not a sentence: ${words}`);
    if (/undefined|NaN|\[object|null|Infinity/.test(words)) problems.push(`not for people: ${words}`);
  }
  return problems;
}
