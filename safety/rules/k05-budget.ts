// K05 budget: the rack's own limits on nodes out at once, for whatever reason, and on nodes starting at once (SAF-2, ENV-2: inrush).
// What is not proven up counts as down, and nothing heals by time-out.
import { isOutByUs, whyNotDown } from '../evidence.js';
import { STATES } from '../swap/states.js';
import type { NodeFacts } from '../vocabulary/facts.js';
import { type Objection, objection, type Question, type Rule } from './rule.js';

export const k05Budget: Rule = {
  id: 'K05',
  name: 'budget',
  asksFor: ['begin', 'begin-recovery', 'drain', 'reboot', 'reboot-once', 'power'],
  waivedPastReboot: false,
  objections(question) {
    return [...outages(question), ...starting(question)];
  },
};

function outages({ facts, node, action, whyOut }: Question): Objection[] {
  // A node that is known to be out takes no further place: rebooting it changes no count. One that nobody sees may be serving, and does.
  const takes = action.kind === 'begin' || action.kind === 'drain';
  const isKnownOut = isOutByUs(node) || whyNotDown(node, facts.limits) === undefined;
  if (action.kind === 'power' || (!takes && isKnownOut)) return [];
  const out = [...facts.nodes.values()].filter((other) => other.id !== node.id && whyOut(other) !== undefined);
  const after = out.length + 1;
  if (after <= facts.limits.outagesMax) return [];
  return [
    objection(
      `At most ${facts.limits.outagesMax} nodes of this rack may be out at once; ${out.length} are, and ${node.id} would be one more.`,
      'Ask again when one of them serves again.',
      { counts: { now: out.length, after, limit: facts.limits.outagesMax }, holders: out.map((other) => other.id) },
    ),
  ];
}

/** A node that only waits for its turn draws nothing: counted, two that wait would refuse each other for good. */
const isStarting = ({ underway }: NodeFacts): boolean =>
  underway !== undefined && (underway.startOrdered || STATES[underway.state].starting);

function starting({ facts, node, action }: Question): Objection[] {
  const reboots = action.kind === 'reboot' || action.kind === 'reboot-once';
  const draws = reboots || (action.kind === 'power' && ['on', 'reset', 'cycle'].includes(action.how));
  if (!draws) return [];
  const others = [...facts.nodes.values()].filter((other) => other.id !== node.id && isStarting(other));
  const after = others.length + 1;
  if (after <= facts.limits.startingMax) return [];
  return [
    objection(
      `At most ${facts.limits.startingMax} nodes of this rack may start at once (inrush); ${others.length} do.`,
      'Ask again when one of them is up.',
      {
        counts: { now: others.length, after, limit: facts.limits.startingMax },
        holders: others.map((other) => other.id),
      },
    ),
  ];
}
