// K14 alive: no power action on a node that is not proven down by two sources that agree. What is not proven down is treated as serving
// (rule 8). Stops: cutting the power of a node that breathes for people because its network hiccuped.
import { bmcView, hostView, whyNotDown, whyNotServing } from '../evidence.js';
import { objection, type Rule } from './rule.js';

export const k14Alive: Rule = {
  id: 'K14',
  name: 'alive',
  asksFor: ['power', 'begin-recovery'],
  waivedPastReboot: false,
  objections({ facts, node, action }) {
    if (action.kind === 'power' && action.how === 'on') {
      if (bmcView(node, facts.limits)?.power === 'off') return [];
      return [
        objection(`${node.id} is not seen switched off.`, 'Only a node that its BMC says is off is switched on.'),
      ];
    }
    // A recovery may begin on a node that does not serve, or serves from another slot than its known-good one; its power is touched only once
    // it is proven down.
    if (action.kind === 'begin-recovery') {
      const strayed = hostView(node, facts.limits)?.booted !== node.knownGood?.slot;
      if (strayed || whyNotServing(node, facts.limits) !== undefined) return [];
      return [
        objection(
          `${node.id} serves from its known-good slot: there is nothing to recover.`,
          `To return it to its former image: \`rackctl rollback ${node.id}\`.`,
        ),
      ];
    }
    const why = whyNotDown(node, facts.limits);
    if (why === undefined) return [];
    return [
      objection(
        `${node.id} is not proven down: ${why}.`,
        'Power is touched only when host and service are both silent, or its BMC says that it is off.',
      ),
    ];
  },
};
