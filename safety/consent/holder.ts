// What the holder of an intent does with it: open one, keep it, withdraw it, close it (DESIGN.md, "Consent", steps 1, 4 and 5). Pure; the caller
// writes the row. An intent without effect may always be withdrawn; one with effect is only closed by its member's serving again, never by time.
import { whyOut } from '../evidence.js';
import { groupsOf } from '../groups.js';
import { decide } from '../kernel.js';
import type { Action, ActionKind } from '../vocabulary/action.js';
import type { GroupIntent, HeldIntent, IntentId, Opinion, RackId } from '../vocabulary/consent.js';
import type { Facts, GroupFacts } from '../vocabulary/facts.js';
import type { GroupId, NodeId } from '../vocabulary/names.js';
import { isOverRacks } from './consented.js';

/** What takes a member out, or is about to: once one of these was tried the intent has effect. */
const EFFECTS: ReadonlySet<ActionKind> = new Set<ActionKind>(['drain', 'arm', 'reboot', 'reboot-once']);
export const hasEffect = (action: ActionKind): boolean => EFFECTS.has(action);

/** The groups in which an intent must be opened before `action` can be allowed; none when something else than consent stands in its way. */
export function groupsToAsk(facts: Facts, action: Action): readonly GroupId[] {
  if (decide(facts, action).kind === 'allow') return [];
  const asked = overRacksOf(facts, action.node);
  const open = asked.filter(({ id }) => !facts.intents?.has(id));
  return open.length > 0 && wouldBeAllowed(facts, action, asked) ? open.map(({ id }) => id) : [];
}

const overRacksOf = (facts: Facts, node: NodeId): readonly GroupFacts[] => groupsOf(facts, node).filter(isOverRacks);

/** If everyone who has not yet been asked, or has not yet answered, consented: an intent that could come to nothing would only hold others up. */
function wouldBeAllowed(facts: Facts, action: Action, groups: readonly GroupFacts[]): boolean {
  const intents = new Map(facts.intents);
  for (const group of groups) intents.set(group.id, intents.get(group.id) ?? asIfAsked(group, action));
  for (const group of groups) {
    const intent = intents.get(group.id);
    if (intent !== undefined) intents.set(group.id, asIfConsented(intent, group));
  }
  return decide({ ...facts, intents }, action).kind === 'allow';
}

const asIfAsked = (group: GroupFacts, { node }: Action): HeldIntent => ({
  id: '',
  group: group.id,
  digest: group.digest ?? '',
  node,
  swap: '',
  hasEffect: false,
  answers: new Map(),
});

function asIfConsented(intent: HeldIntent, { elsewhere = [] }: GroupFacts): HeldIntent {
  const yes = (members: readonly string[]): Opinion => ({
    kind: 'consent',
    members: members.map((id) => ({ id, ageMs: 0 })),
  });
  const answers = elsewhere.map(
    ({ rack, members }) => [rack, { opinion: yes(members), askedAgeMs: 0 }] as const satisfies [RackId, unknown],
  );
  return { ...intent, answers: new Map(answers) };
}

export type Move =
  | { readonly kind: 'keep' }
  | { readonly kind: 'withdraw'; readonly why: string }
  | { readonly kind: 'close'; readonly why: string };

const KEEP: Move = { kind: 'keep' };

/**
 * `next`: what the swap that the intent was opened for would do next; nothing when it waits for the world, or is over.
 * `patienceMs`: how long others are kept from the group while somebody does not answer.
 */
export function moveOf(intent: HeldIntent, facts: Facts, next: Action | undefined, patienceMs: number): Move {
  const node = facts.nodes.get(intent.node);
  const isOver = node?.underway?.swap !== intent.swap;
  if (intent.hasEffect) {
    const isBack = isOver && node !== undefined && whyOut(node, facts.limits) === undefined;
    return isBack ? { kind: 'close', why: `${intent.node} serves again` } : KEEP;
  }
  if (isOver) return { kind: 'withdraw', why: `${intent.swap} is over` };
  const group = facts.groups.find(({ id }) => id === intent.group);
  if (group === undefined || group.digest !== intent.digest)
    return { kind: 'withdraw', why: 'the definition of the group has changed' };
  for (const [rack, { opinion }] of intent.answers)
    if (opinion.kind === 'refuse') return { kind: 'withdraw', why: `${rack} refuses: ${opinion.text}` };
  if (next !== undefined && !wouldBeAllowed(facts, next, overRacksOf(facts, intent.node)))
    return { kind: 'withdraw', why: 'something else than consent stands in the way' };
  if ((intent.askingForMs ?? 0) <= patienceMs) return KEEP;
  const silent = (group.elsewhere ?? []).filter(({ rack }) => !intent.answers.has(rack)).map(({ rack }) => rack);
  return {
    kind: 'withdraw',
    why: silent.length > 0 ? `${silent.join(' and ')} did not answer in time` : 'it was not used in time',
  };
}

/** After a crash: nobody can have been told otherwise, so what had no effect is undone and what had is recovered. */
export const isWithdrawnAtStart = (intent: GroupIntent): boolean => !intent.hasEffect;

/** A no by another rack, to an intent of which nothing was rebooted yet, turns the swap back. */
export function whyTurnBack(facts: Facts, swap: string): string | undefined {
  for (const intent of facts.intents?.values() ?? []) {
    if (intent.swap !== swap || !intent.hasEffect) continue;
    for (const [rack, { opinion }] of intent.answers) if (opinion.kind === 'refuse') return `${rack}: ${opinion.text}`;
  }
  return undefined;
}

/** Where an intent's ID comes from: fresh for ever, as long as the log is the rack's own. */
export const intentId = (rack: RackId, seq: number): IntentId => `${rack}/${seq}`;
