// K07 dead-man: no reboot without a BMC watchdog that is seen running, will power-cycle, with the rack's own time-out and enough of it left
// (SAF-7), and no dead-man taken away before its node runs, or on its way home would boot next, its known-good slot. Waived for nobody: a node that falls
// back is brought home by the same watchdog if its reboot hangs.
import { bmcView, hostView, isBroughtHome, isServing, seconds } from '../evidence.js';
import type { Limits, NodeFacts } from '../vocabulary/facts.js';
import { type Objection, objection, type Rule } from './rule.js';

export const k07DeadMan: Rule = {
  id: 'K07',
  name: 'dead-man',
  asksFor: ['reboot', 'reboot-once', 'arm', 'disarm'],
  waivedPastReboot: false,
  objections({ facts, node, action: asked }) {
    if (asked.kind === 'disarm') return notHomeYet(node, facts.limits);
    if (asked.kind === 'arm') return notADeadMan(node, asked.timeoutMs, facts.limits);
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
    if (remainingMs !== undefined && !(remainingMs >= facts.limits.watchdogRemainingMinMs)) {
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

/** A watchdog with another time-out, or on a node that nobody swaps or recovers, is a power cycle past K14 and K15. */
function notADeadMan(node: NodeFacts, timeoutMs: number, limits: Limits): Objection[] {
  if (node.underway === undefined) {
    return [
      objection(
        `Nothing is under way on ${node.id}: nobody needs a dead-man there.`,
        'It is armed by the swap that needs it.',
      ),
    ];
  }
  if (timeoutMs === limits.watchdogTimeoutMs) return [];
  return [
    objection(
      `A dead-man of ${seconds(timeoutMs)} was asked for; this rack's is ${seconds(limits.watchdogTimeoutMs)}.`,
      "Use the rack's own time-out.",
    ),
  ];
}

/** Disarm comes after mark-good: the other order leaves a moment with neither a dead-man nor a commitment (DESIGN.md, "The swap"). */
function notHomeYet(node: NodeFacts, limits: Limits): Objection[] {
  const host = hostView(node, limits);
  const slot = node.knownGood?.slot;
  const leadsHome =
    host !== undefined && slot !== undefined && host.bootPlan[0] === slot && host.marks[slot] === 'good';
  // On its way home it may serve from the wrong slot: a dead-man would take it down while its neighbour is out (K04 forbids the reboot then),
  // and there is nothing left to commit. Whatever restarts it leads home.
  if (leadsHome && (host.booted === slot || (isBroughtHome(node) && isServing(node, limits)))) return [];
  const where = host === undefined ? 'nobody has seen which slot it runs' : `it runs slot ${host.booted}`;
  return [
    objection(
      `The watchdog of ${node.id} must run on: ${where}, and only on a known-good slot that is marked good and chosen next is it not needed.`,
      'The watchdog is stopped once the running slot is recorded as known-good.',
    ),
  ];
}
