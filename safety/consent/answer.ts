// A giver's answer to another rack's intent, from its own durable state and its own fresh observation (DESIGN.md, "Consent", step 2). A giver
// remembers nothing: the answer is worked out anew each time, and what it cannot see is a no. Must never look at who is right, or at a clock.
import { holdsGroup, isFresh, servesUntilFetched, whyOut } from '../evidence.js';
import type { Answer, Because, Opinion, Question, RackId } from '../vocabulary/consent.js';
import type { Facts, GroupFacts, NodeFacts } from '../vocabulary/facts.js';

interface Asked {
  readonly question: Question;
  readonly from: RackId;
  readonly facts: Facts;
  readonly group: GroupFacts;
  readonly members: readonly NodeFacts[];
}

interface Check {
  readonly because: Because;
  /** In words, why not; nothing when it has nothing against it. */
  readonly objects: (asked: Asked) => string | undefined;
}

const first = <T>(items: readonly T[], wordsOf: (item: T) => string | undefined): string | undefined => {
  for (const item of items) {
    const words = wordsOf(item);
    if (words !== undefined) return words;
  }
  return undefined;
};

/** In this order: the first that objects is the answer. */
const CHECKS: readonly Check[] = [
  {
    because: 'unknown-group',
    objects: ({ group, from }) =>
      group.elsewhere?.some(({ rack }) => rack === from)
        ? undefined
        : `${from} holds no members of group ${group.id} as this rack knows it`,
  },
  {
    because: 'digest',
    objects: ({ question, group }) =>
      group.digest !== undefined && question.digest === group.digest
        ? undefined
        : `its definition of group ${group.id} is not the one that this rack has`,
  },
  {
    because: 'intent',
    objects: ({ facts, group }) => {
      const own = facts.intents?.get(group.id);
      return own && `it has an open intent in group ${group.id} itself: ${own.id}, for ${own.node}`;
    },
  },
  {
    because: 'outage',
    objects: ({ members, question, facts }) =>
      first(members, (member) =>
        holdsGroup(member) && member.underway && isOutFor(member, question, facts)
          ? `${member.underway.swap} has its member ${member.id} in ${member.underway.state}`
          : undefined,
      ),
  },
  {
    because: 'single-slot',
    objects: ({ members }) =>
      first(members, ({ id, singleSlot }) =>
        singleSlot ? `the spare slot of its member ${id} is being written or half-written` : undefined,
      ),
  },
  {
    because: 'stale',
    objects: ({ members, facts }) =>
      first(members, (member) =>
        isFresh(member.service, facts.limits.evidenceAgeMaxMs) && isFresh(member.host, facts.limits.evidenceAgeMaxMs)
          ? undefined
          : `it has not seen its member ${member.id} lately`,
      ),
  },
  {
    because: 'not-serving',
    objects: ({ members, question, facts }) =>
      first(members, (member) => {
        const why = isOutFor(member, question, facts) ? whyOut(member, facts.limits) : undefined;
        return why && `its member ${member.id} is not proven serving: ${why}`;
      }),
  },
];

/** Of two that serve on their way home each would wait for the other for good (ADR 0006): to one of them the other counts as serving. */
const isOutFor = (member: NodeFacts, { homeward }: Question, { limits }: Facts): boolean =>
  whyOut(member, limits) !== undefined && !(homeward && servesUntilFetched(member, limits));

export function answerTo(question: Question, from: RackId, facts: Facts): Answer {
  return { ...opinionOn(question, from, facts), intent: question.intent, round: question.round };
}

function opinionOn(question: Question, from: RackId, facts: Facts): Opinion {
  const group = facts.groups.find(({ id }) => id === question.group);
  if (group === undefined)
    return { kind: 'refuse', because: 'unknown-group', text: `it knows no group ${question.group}` };
  const members: NodeFacts[] = [];
  for (const id of group.members) {
    const member = facts.nodes.get(id);
    if (member === undefined)
      return { kind: 'refuse', because: 'stale', text: `it has not seen its member ${id} lately` };
    members.push(member);
  }
  for (const { because, objects } of CHECKS) {
    const text = objects({ question, from, facts, group, members });
    if (text !== undefined) return { kind: 'refuse', because, text };
  }
  return { kind: 'consent', members: members.map((member) => ({ id: member.id, ageMs: evidenceAgeMs(member) })) };
}

/** Of the oldest look that "serves" rests on; without a look, older than anything. */
const evidenceAgeMs = ({ service, host }: NodeFacts): number =>
  Math.max(service?.ageMs ?? Number.POSITIVE_INFINITY, host?.ageMs ?? Number.POSITIVE_INFINITY);
