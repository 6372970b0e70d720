// K07 dead-man: no reboot without a BMC watchdog that is seen running, will power-cycle, with the rack's own time-out and enough of it left
// (SAF-7). Waived for nobody: a node that falls back is brought home by the same watchdog if its reboot hangs.
import { bmcView, seconds } from '../evidence.js';
import { objection, type Rule } from './rule.js';

export const k07DeadMan: Rule = {
  id: 'K07',
  name: 'dead-man',
  asksFor: ['reboot'],
  waivedPastReboot: false,
  objections({ facts, node }) {
    const bmc = bmcView(node, facts.limits);
    const remedy = 'The watchdog is armed and read back before the next try.';
    if (bmc === undefined) {
      return [
        objection(
          `Nobody has seen the watchdog of ${node.id}: its BMC gave no fresh answer.`,
          `Bring the BMC of ${node.id} back first.`,
        ),
      ];
    }
    const { running, action, timeoutMs, remainingMs } = bmc.watchdog;
    if (!running) return [objection(`The watchdog of ${node.id} does not run.`, remedy)];
    if (action !== 'power-cycle')
      return [objection(`The watchdog of ${node.id} would ${action}, not power-cycle.`, remedy)];
    if (timeoutMs !== facts.limits.watchdogTimeoutMs) {
      return [
        objection(
          `The watchdog of ${node.id} is set to ${seconds(timeoutMs)}, not ${seconds(facts.limits.watchdogTimeoutMs)}.`,
          remedy,
        ),
      ];
    }
    if (remainingMs !== undefined && remainingMs < facts.limits.watchdogRemainingMinMs) {
      return [
        objection(
          `Only ${seconds(remainingMs)} are left on the watchdog of ${node.id}; ${seconds(facts.limits.watchdogRemainingMinMs)} must be.`,
          remedy,
        ),
      ];
    }
    return [];
  },
};
