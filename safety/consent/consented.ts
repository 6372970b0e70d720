// Whether the other racks have consented, and still do: what K04 asks of an open intent in a group over racks. What is not a fresh consent to
// this very intent, from every one of them and for every member they hold, is none. Must never count a silent rack in.
import type { HeldIntent, Share } from '../vocabulary/consent.js';
import type { Facts, GroupFacts } from '../vocabulary/facts.js';
import { seconds } from '../evidence.js';

/** Groups that live in other racks too. */
export const isOverRacks = ({ elsewhere }: GroupFacts): boolean => elsewhere !== undefined && elsewhere.length > 0;

/** Why `share.rack` does not consent to the intent, in words; nothing when it does. */
export function whyNoConsent(intent: HeldIntent, share: Share, evidenceAgeMaxMs: number): string | undefined {
  const heard = intent.answers.get(share.rack);
  if (heard === undefined) return 'has not answered; what it does is unknown';
  const { opinion, askedAgeMs } = heard;
  if (opinion.kind === 'refuse') return `refuses: ${opinion.text}`;
  for (const id of share.members) {
    const seen = opinion.members.find((member) => member.id === id);
    if (seen === undefined) return `says nothing of its member ${id}`;
    // It was asked, looked up what it had seen, and answered: the look is no older than both ages together.
    const ageMs = seen.ageMs + askedAgeMs;
    if (!(seen.ageMs >= 0 && askedAgeMs >= 0 && ageMs <= evidenceAgeMaxMs))
      return `consented, but what it saw of ${id} is ${seconds(ageMs)} old`;
  }
  return undefined;
}

/** Members in other racks that are proven serving by consents to this rack's open intent. */
export function countProvenElsewhere(facts: Facts, group: GroupFacts): number {
  const intent = facts.intents?.get(group.id);
  if (intent === undefined || intent.digest !== group.digest) return 0;
  return (group.elsewhere ?? [])
    .filter((share) => whyNoConsent(intent, share, facts.limits.evidenceAgeMaxMs) === undefined)
    .reduce((sum, { members }) => sum + new Set(members).size, 0);
}
