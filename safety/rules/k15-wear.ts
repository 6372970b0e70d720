// K15 wear: power actions wear hardware that nobody can replace; too many on one node in one window are refused (ENV-1).
import { seconds } from '../evidence.js';
import { objection, type Rule } from './rule.js';

export const k15Wear: Rule = {
  id: 'K15',
  name: 'wear',
  asksFor: ['power'],
  waivedPastReboot: false,
  objections({ facts, node }) {
    const { powerActionsMax, powerActionsWindowMs } = facts.limits;
    const recent = node.powerActionAgesMs.filter((ageMs) => !(ageMs >= powerActionsWindowMs)).length;
    if (recent < powerActionsMax) return [];
    return [
      objection(
        `${node.id} had ${recent} power actions in the last ${seconds(powerActionsWindowMs)}; ${powerActionsMax} are allowed.`,
        'Wait, or let a person look at why it needs so many.',
        { counts: { now: recent, after: recent + 1, limit: powerActionsMax } },
      ),
    ];
  },
};
