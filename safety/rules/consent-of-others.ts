// K04, across racks: a member of a group over racks is taken out only under an open intent of this rack for it, made under today's definition of
// the group, with a fresh consent of every other rack that holds members. Stops: two racks taking one each, and taking one while a rack is silent.
import { isOverRacks, whyNoConsent } from '../consent/consented.js';
import type { ActionKind } from '../vocabulary/action.js';
import type { GroupFacts } from '../vocabulary/facts.js';
import { type Objection, objection, type Question } from './rule.js';

/** What touches nothing, or leaves the member serving, is asked for nobody's consent; a rack whose member is single-slot gives none. */
const ASKS_NOBODY: ReadonlySet<ActionKind> = new Set<ActionKind>(['begin', 'begin-recovery', 'stage']);

export function withoutConsent({ facts, node, action }: Question, group: GroupFacts): Objection[] {
  const { elsewhere = [], id, digest } = group;
  if (!isOverRacks(group) || ASKS_NOBODY.has(action.kind)) return [];
  const racks = elsewhere.map(({ rack }) => rack);
  const intent = facts.intents?.get(id);
  if (intent === undefined)
    return [
      objection(
        `Members of group ${id} live in ${racks.join(' and ')} too, and this rack has no open intent in it: nobody was asked for ${node.id}.`,
        'Nothing: rackd asks by itself as soon as all else allows it, and asks again after a refusal.',
        { holders: racks },
      ),
    ];
  if (intent.node !== node.id)
    return [
      objection(
        `This rack's open intent in group ${id}, ${intent.id}, is for ${intent.node}.`,
        `Ask again when ${intent.node} is done.`,
        { counts: { now: 1, after: 2, limit: 1 }, holders: [intent.node] },
      ),
    ];
  if (intent.digest !== digest)
    return [
      objection(
        `Intent ${intent.id} was made under another definition of group ${id} than the one this rack has now.`,
        `Wait until ${intent.node} serves again, which closes the intent; then all are asked under the new definition.`,
        { holders: [intent.id] },
      ),
    ];
  return elsewhere.flatMap((share) => {
    const why = whyNoConsent(intent, share, facts.limits.evidenceAgeMaxMs);
    if (why === undefined) return [];
    const { members, rack } = share;
    return [
      objection(
        `No consent from ${rack}, which holds ${members.join(' and ')} of group ${id}: intent ${intent.id} was asked for, and ${rack} ${why}.`,
        `Wait until ${rack} consents: its members serve and it has nothing under way in ${id}. A rack that is gone for good is taken out of the group by a signed change of the inventory.`,
        { holders: [rack] },
      ),
    ];
  });
}
