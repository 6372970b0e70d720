// K01 stop: while the emergency stop is set nothing new starts; only what moves a node towards a safe end passes (CTL-3).
import { objection, type Rule } from './rule.js';

export const k01Stop: Rule = {
  id: 'K01',
  name: 'stop',
  asksFor: ['begin', 'begin-recovery', 'stage', 'drain', 'arm', 'reboot', 'reboot-once', 'power'],
  waivedPastReboot: 'once-touched',
  objections({ facts }) {
    if (!facts.stop.set) return [];
    return [
      objection(
        `The emergency stop is set, by ${facts.stop.by}: ${facts.stop.why || 'no reason given'}.`,
        'Whoever is responsible lifts it with `rackctl resume` when the cause is gone.',
        { holders: [facts.stop.by] },
      ),
    ];
  },
};
