// K11 order: a node goes only after what its service stands on is whole, and the leader of a group that keeps data goes last, when all its
// followers run the new image (FLT-2). Stops: pulling the floor from under a service, and a change of leader to an image nobody has proven.
import { isFresh } from '../evidence.js';
import type { Action } from '../vocabulary/action.js';
import type { Facts, GroupFacts, NodeFacts } from '../vocabulary/facts.js';
import { type Objection, objection, type Question, type Rule } from './rule.js';

export const k11Order: Rule = {
  id: 'K11',
  name: 'order',
  asksFor: ['begin', 'drain', 'reboot-once'],
  waivedPastReboot: false,
  objections(question) {
    const { facts, node, action, groups } = question;
    return groups.flatMap((group) => [...notWhole(question, group), ...leaderFirst(facts, group, node, action)]);
  },
};

function notWhole({ facts, node, whyOut }: Question, group: GroupFacts): Objection[] {
  const whyNotDone = (other: NodeFacts): string | undefined =>
    whyOut(other) ??
    (other.underway?.takesOut === true ? `${other.underway.swap} has it in ${other.underway.state}` : undefined);
  return (group.after ?? []).flatMap((id) => {
    const below = facts.groups.find((one) => one.id === id);
    if (below === undefined) {
      return [
        objection(
          `Group ${group.id} stands on group ${id}, of which nothing is known.`,
          `Describe group ${id} in the configuration of this rack.`,
        ),
      ];
    }
    const out = [...new Set(below.members)]
      .filter((member) => member !== node.id)
      .flatMap((member) => {
        const other = facts.nodes.get(member);
        const why = other === undefined ? 'nothing is known of it' : whyNotDone(other);
        return why === undefined ? [] : [{ member, why }];
      });
    if (out.length === 0) return [];
    return [
      objection(
        `Group ${group.id} stands on group ${id}, which is not done: ${out.map(({ member, why }) => `${member}: ${why}`).join(', ')}.`,
        `Ask again when ${out.map(({ member }) => member).join(' and ')} ${out.length === 1 ? 'serves' : 'serve'} and nothing is under way there.`,
        { holders: out.map(({ member }) => member) },
      ),
    ];
  });
}

function leaderFirst(facts: Facts, group: GroupFacts, node: NodeFacts, action: Action): Objection[] {
  // Once drained it has handed over or does not tell any more: then K12 wants to see another lead.
  if (group.data === undefined || (action.kind !== 'begin' && action.kind !== 'drain')) return [];
  if (node.data === undefined || !isFresh(node.data, facts.limits.evidenceAgeMaxMs)) {
    return [
      objection(
        `Nobody has seen lately whether ${node.id} leads group ${group.id}, which keeps data.`,
        `Make the data command of ${node.id} answer; \`rackctl nodes\` shows what was seen.`,
      ),
    ];
  }
  if (node.data.value.role !== 'leader') return [];
  const behind = [...new Set(group.members)]
    .filter((id) => id !== node.id)
    .filter((id) => facts.nodes.get(id)?.knownGood?.image !== action.image);
  if (behind.length === 0) return [];
  return [
    objection(
      `${node.id} leads group ${group.id} and goes last: ${behind.join(', ')} ${behind.length === 1 ? 'does' : 'do'} not run the image yet.`,
      'Swap the followers first, or let another member lead.',
      { holders: behind },
    ),
  ];
}
