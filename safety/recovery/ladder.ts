// The recovery ladder for a node that does not answer, as data: rungs from the gentlest to the strongest, each tried once, each given time to
// show its effect. The kernel is asked for every rung's action like for any other. First edition: evidence gathering, ACPI soft shutdown,
// the diagnostic interrupt and the BMC's own reset are rungs to come.
import { bmcView, hostView } from '../evidence.js';
import type { Action } from '../vocabulary/action.js';
import type { Limits, NodeFacts } from '../vocabulary/facts.js';

export const RUNG_NAMES = ['soft-reboot', 'power-on', 'reset', 'power-cycle', 'known-good-slot'] as const;
export type RungName = (typeof RUNG_NAMES)[number];

export interface Rung {
  readonly name: RungName;
  readonly purpose: string;
  /** Reboots or resets a node that has power. */
  readonly startsIt: boolean;
  /** Whether it can help, as far as the evidence tells. */
  fits(node: NodeFacts, limits: Limits): boolean;
  action(node: NodeFacts): Action;
}

const isOff = (node: NodeFacts, limits: Limits): boolean => bmcView(node, limits)?.power === 'off';
const isOn = (node: NodeFacts, limits: Limits): boolean => bmcView(node, limits)?.power === 'on';

export const LADDER: readonly Rung[] = [
  {
    name: 'soft-reboot',
    startsIt: true,
    purpose: 'the host still answers: ask it to reboot',
    fits: (node, limits) => hostView(node, limits) !== undefined,
    action: (node) => ({ kind: 'reboot', node: node.id }),
  },
  {
    name: 'power-on',
    startsIt: false,
    purpose: 'it is switched off: switch it on',
    fits: isOff,
    action: (node) => ({ kind: 'power', node: node.id, how: 'on' }),
  },
  {
    name: 'reset',
    startsIt: true,
    purpose: 'hard reset, memory and power stay on',
    fits: isOn,
    action: (node) => ({ kind: 'power', node: node.id, how: 'reset' }),
  },
  {
    name: 'power-cycle',
    startsIt: true,
    purpose: 'off and on again: what a reset does not clear',
    fits: isOn,
    action: (node) => ({ kind: 'power', node: node.id, how: 'cycle' }),
  },
  {
    name: 'known-good-slot',
    startsIt: true,
    purpose: 'once more: whatever slot was on trial has used its one try, the boot loader takes the known-good one',
    fits: isOn,
    action: (node) => ({ kind: 'power', node: node.id, how: 'cycle' }),
  },
];

export type LadderStep =
  | { readonly kind: 'climb'; readonly rung: Rung }
  /** The last rung has not had its time yet, or the BMC is silent: a busy BMC costs the node no rung. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'exhausted' };

/** The next rung above the highest one used, or power for a node that is off. `allowanceMs`: how long a rung may take to show its effect. */
export function nextRung(
  used: readonly { readonly name: RungName; readonly ageMs: number }[],
  node: NodeFacts,
  limits: Limits,
  allowanceMs: number,
): LadderStep {
  const last = used.at(-1);
  if (last !== undefined && last.ageMs < allowanceMs) return { kind: 'wait' };
  const above = Math.max(-1, ...used.map(({ name }) => RUNG_NAMES.indexOf(name)));
  // Off again after any rung (a power cycle that only did its first half): it must end on, so switching on is never used up, only never twice running.
  const isOpen = ({ name }: Rung, index: number) => index > above || (name === 'power-on' && last?.name !== 'power-on');
  const rung = LADDER.find((candidate, index) => isOpen(candidate, index) && candidate.fits(node, limits));
  if (rung !== undefined) return { kind: 'climb', rung };
  return above < LADDER.length - 1 && bmcView(node, limits) === undefined ? { kind: 'wait' } : { kind: 'exhausted' };
}
