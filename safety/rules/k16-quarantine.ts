// K16 quarantine: automation leaves a quarantined node alone until a human clears it.
import { objection, type Rule } from './rule.js';

export const k16Quarantine: Rule = {
  id: 'K16',
  name: 'quarantine',
  asksFor: ['begin', 'begin-recovery', 'stage', 'drain', 'arm', 'reboot', 'reboot-once', 'power'],
  waivedPastReboot: 'once-touched',
  objections({ node }) {
    if (node.quarantine === undefined) return [];
    return [
      objection(
        `${node.id} is quarantined: ${node.quarantine.reason}.`,
        `A person looks at it and then clears it: \`rackctl recover ${node.id} --clear-quarantine --why …\`.`,
      ),
    ];
  },
};
