// K10 preflight: the node and its BMC are healthy now, its boot configuration is proven, and no stranger's watchdog runs:
// what cannot be recovered may not be risked (UPG-2).
import { bmcView, hostView, isFresh, whyNotServing } from '../evidence.js';
import { type Objection, objection, type Question, type Rule } from './rule.js';

/** A node whose clock is before this has lost it: certificates are "not yet valid" there. 2024-01-01. */
const CLOCK_MIN_MS = 1_704_067_200_000;

export const k10Preflight: Rule = {
  id: 'K10',
  name: 'preflight',
  asksFor: ['begin', 'stage', 'drain', 'arm', 'reboot-once'],
  waivedPastReboot: true,
  objections(question) {
    return [...host(question), ...bmc(question), ...service(question), ...bootConfig(question)];
  },
};

function host({ facts, node }: Question): Objection[] {
  const view = hostView(node, facts.limits);
  if (view === undefined) {
    return [
      objection(
        `The host of ${node.id} gives no fresh, trusted answer over SSH.`,
        `Bring ${node.id} back first: \`rackctl recover ${node.id}\` if it is down.`,
      ),
    ];
  }
  if (!(view.clockMs >= CLOCK_MIN_MS)) {
    return [
      objection(`The clock of ${node.id} stands before 2024: signatures cannot be judged there.`, 'Set its clock.'),
    ];
  }
  return [];
}

function bmc({ facts, node, action }: Question): Objection[] {
  const view = bmcView(node, facts.limits);
  if (view === undefined) {
    return [
      objection(
        `The BMC of ${node.id} gives no fresh answer: if the new image hangs, nothing could bring ${node.id} home.`,
        `Make the BMC answer first (network, sessions, a BMC cold reset).`,
      ),
    ];
  }
  if (view.power === 'off')
    return [objection(`The BMC of ${node.id} says that it is switched off.`, 'Switch it on first.')];
  const notOurs = action.kind === 'begin' || action.kind === 'stage' || action.kind === 'drain';
  if (notOurs && view.watchdog.running) {
    return [
      objection(
        `A watchdog runs on ${node.id} that this rack did not arm.`,
        'Find out who armed it and stop it; a leftover one power-cycles a healthy node.',
      ),
    ];
  }
  return [];
}

/** Once it is drained a node does not serve any more, by our own doing. */
function service({ facts, node, action }: Question): Objection[] {
  if (action.kind === 'arm' || action.kind === 'reboot-once') return [];
  const why = whyNotServing(node, facts.limits);
  if (why === undefined) return [];
  return [
    objection(`${node.id} is not proven serving: ${why}.`, 'A node that is not healthy is repaired, not upgraded.'),
  ];
}

function bootConfig({ facts, node, action }: Question): Objection[] {
  const checked = node.bootConfig;
  if (checked === undefined || !isFresh(checked, facts.limits.proofAgeMaxMs)) {
    if (action.kind === 'begin') return [];
    return [
      objection(`The boot configuration of ${node.id} was not checked lately.`, 'It is checked before the next try.'),
    ];
  }
  if (checked.value.sound) return [];
  return [
    objection(
      `The boot configuration of ${node.id} does not guarantee a way back: ${checked.value.problems.join('; ')}.`,
      'Mend the boot configuration on the node.',
      { holders: checked.value.problems },
    ),
  ];
}
