// K12 data: a member of a group that keeps data goes only while all others hold all of it, exactly one member leads, and its own backup is
// fresh (FLT-2). Once it is drained it may fall behind and lead no more: then the others alone are looked at. Stops: taking out the last good copy, and going on with a group that has split or lost its leader.
import { isFresh } from '../evidence.js';
import type { Observed, DataView } from '../vocabulary/evidence.js';
import type { Facts, GroupFacts, NodeFacts } from '../vocabulary/facts.js';
import { type Objection, objection, type Rule } from './rule.js';

export const k12Data: Rule = {
  id: 'K12',
  name: 'data',
  asksFor: ['begin', 'drain', 'reboot-once'],
  waivedPastReboot: false,
  objections({ facts, node, action, groups }) {
    const isDrained = action.kind === 'reboot-once';
    return groups
      .filter((group) => group.data !== undefined)
      .flatMap((group) => {
        const members = [...new Set(group.members)];
        const others = members.filter((id) => id !== node.id);
        return [
          ...outOfSync(facts, group, others),
          ...notOneLeader(facts, group, isDrained ? others : members),
          ...(isDrained ? [] : noBackup(facts, group, node)),
        ];
      });
  },
};

const toldBy = (facts: Facts, id: string): DataView | undefined => fresh(facts, facts.nodes.get(id)?.data);
const fresh = (facts: Facts, seen: Observed<DataView> | undefined): DataView | undefined =>
  isFresh(seen, facts.limits.evidenceAgeMaxMs) ? seen?.value : undefined;

function outOfSync(facts: Facts, group: GroupFacts, others: readonly string[]): Objection[] {
  const bad = others.flatMap((id) => {
    const told = toldBy(facts, id);
    if (told?.replica === 'in-sync') return [];
    return [{ id, why: told === undefined ? 'it has not told lately' : 'it is behind' }];
  });
  if (bad.length === 0) return [];
  return [
    objection(
      `The replicas of group ${group.id} are not proven in sync: ${bad.map(({ id, why }) => `${id}: ${why}`).join(', ')}.`,
      `Wait until ${bad.map(({ id }) => id).join(' and ')} ${bad.length === 1 ? 'has' : 'have'} caught up, or repair replication first.`,
      { holders: bad.map(({ id }) => id) },
    ),
  ];
}

function notOneLeader(facts: Facts, group: GroupFacts, members: readonly string[]): Objection[] {
  const leaders = members.filter((id) => toldBy(facts, id)?.role === 'leader');
  if (leaders.length === 1) return [];
  const [text, remedy] =
    leaders.length === 0
      ? [`No member of group ${group.id} says that it leads.`, 'Let the group choose its leader first.']
      : [
          `${leaders.join(' and ')} each say that they lead group ${group.id}: its data has split.`,
          'Settle by hand which of them holds the truth before anything is taken out.',
        ];
  return [
    objection(text, remedy, { counts: { now: leaders.length, after: leaders.length, limit: 1 }, holders: leaders }),
  ];
}

function noBackup(facts: Facts, group: GroupFacts, node: NodeFacts): Objection[] {
  const maxMs = group.data?.backupAgeMaxMs;
  if (maxMs === undefined) return [];
  const told = fresh(facts, node.data);
  const backupAgeMs = told?.backupAgeMs;
  if (backupAgeMs !== undefined && backupAgeMs >= 0 && backupAgeMs <= maxMs) return [];
  const hours = (ms: number): string => `${(ms / 3_600_000).toFixed(1)} h`;
  const what =
    told === undefined
      ? 'has not told lately how old its backup is'
      : backupAgeMs === undefined || !(backupAgeMs >= 0)
        ? 'has no backup'
        : `has a backup that is ${hours(backupAgeMs)} old`;
  return [
    objection(
      `${node.id} ${what}; group ${group.id} asks for one of at most ${hours(maxMs)}.`,
      `Make a backup of ${node.id}, then ask again.`,
    ),
  ];
}
