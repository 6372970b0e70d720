// K04 redundancy: a node leaves its group only while N+1 others are proven to serve and nobody else of the group is out, about to go out,
// or without a fallback slot by our doing (SAF-1). Stops: taking two at once, and taking one while another is down for any reason.
import { holdsGroup, isBroughtHome, isMissedByNobody, servesUntilFetched, whyNotDown } from '../evidence.js';
import type { Action } from '../vocabulary/action.js';
import type { Facts, GroupFacts, NodeFacts } from '../vocabulary/facts.js';
import { withoutConsent } from './consent-of-others.js';
import { isPastReboot, type Objection, objection, type Question, type Rule, TOWARDS_SAFE_END } from './rule.js';

export const k04Redundancy: Rule = {
  id: 'K04',
  name: 'redundancy',
  asksFor: ['begin', 'begin-recovery', 'stage', 'drain', 'arm', 'reboot', 'reboot-once'],
  // Waived by itself, below: what it takes to see whether a node past its reboot serves again is in the evidence.
  waivedPastReboot: false,
  objections(question) {
    const { facts, node, action, groups } = question;
    if (isLetGo(action, node, facts)) return [];
    // Recovering a node that is proven down takes nothing from its groups. One source that says "failing" proves nothing (rule 8).
    const recovers = action.kind === 'begin-recovery' || action.kind === 'arm' || action.kind === 'reboot';
    if (recovers && whyNotDown(node, facts.limits) === undefined) return [];
    return groups.flatMap((group) => {
      const others = othersOf(question, group);
      return [
        ...tooFewOthers(question, group, others),
        ...anotherHolds(group, others),
        ...withoutConsent(question, group),
      ];
    });
  },
};

/**
 * Past its reboot a node is not held back on its way to a safe end, for that would strand it; but one that is being brought home and may be
 * serving, from the wrong slot, is not taken down without asking again: another member may have failed since, or be on its own way home.
 */
function isLetGo(action: Action, node: NodeFacts, { limits }: Facts): boolean {
  if (!isPastReboot(node) || !TOWARDS_SAFE_END.has(action.kind) || node.underway?.untouched === true) return false;
  return !isBroughtHome(node) || isMissedByNobody(node, limits);
}

/** Members of this rack that the facts say nothing about count as not serving. */
function othersOf({ facts, node, whyOut }: Question, { members, elsewhere = [] }: GroupFacts): readonly Other[] {
  // A member listed twice is one member.
  const here = members
    .filter((id, at) => id !== node.id && members.indexOf(id) === at)
    .map((id): Other => {
      const other = facts.nodes.get(id);
      if (other === undefined) return { id, why: 'nothing is known of it' };
      // Of two that serve on their way home each would wait for the other for good: until one is fetched, both count.
      const serves = isBroughtHome(node) && servesUntilFetched(other, facts.limits);
      return { id, why: serves ? undefined : whyOut(other), facts: other };
    });
  // Those of other racks count here because each rack that does not prove them, freshly, is an objection of its own (consent-of-others.ts).
  const there = elsewhere.flatMap(({ rack, members: theirs }) =>
    [...new Set(theirs)].map((id): Other => ({ id: `${rack}/${id}`, why: undefined })),
  );
  return [...here, ...there];
}

interface Other {
  readonly id: string;
  readonly why: string | undefined;
  readonly facts?: NodeFacts;
}

function tooFewOthers({ node, whyOut }: Question, group: GroupFacts, others: readonly Other[]): Objection[] {
  const serving = others.filter((other) => other.why === undefined).length;
  const limit = group.needed + 1;
  if (serving >= limit) return [];
  const selfServes = whyOut(node) === undefined ? 1 : 0;
  const down = others.filter((other) => other.why !== undefined);
  return [
    objection(
      `Group ${group.id}${group.lifeCritical ? ' (life-critical)' : ''} needs ${limit} other members proven serving (N+1 with N=${group.needed}) before ` +
        `${node.id} may go; ${serving} of ${others.length} are. ${down.map((other) => `${other.id}: ${other.why}.`).join(' ')}`.trim(),
      `Wait until ${listing(down.map((other) => other.id))} ${down.length === 1 ? 'serves' : 'serve'} again, or repair ${down.length === 1 ? 'it' : 'them'} first.`,
      { counts: { now: serving + selfServes, after: serving, limit }, holders: down.map((other) => other.id) },
    ),
  ];
}

function anotherHolds(group: GroupFacts, others: readonly Other[]): Objection[] {
  const holders = others.filter(
    ({ why, facts: other }) =>
      other !== undefined && ((holdsGroup(other) && !(why === undefined && isBroughtHome(other))) || other.singleSlot),
  );
  if (holders.length === 0) return [];
  const words = holders.map(({ id, facts: other }) =>
    other?.underway?.takesOut
      ? `${id} (${other.underway.swap} has it in ${other.underway.state})`
      : `${id} (its spare slot is being written or half-written, it could not fall back)`,
  );
  return [
    objection(
      `Only one member of group ${group.id} at a time: ${words.join(', ')}.`,
      `Ask again when ${listing(holders.map(({ id }) => id))} ${holders.length === 1 ? 'is' : 'are'} done.`,
      { counts: { now: holders.length, after: holders.length + 1, limit: 1 }, holders: holders.map(({ id }) => id) },
    ),
  ];
}

const listing = (names: readonly string[]): string => (names.length === 0 ? 'enough of them' : names.join(' and '));
