// What rackctl's exit codes mean, and which one an answer of the rack is. Scripts at sites depend on them: never renumber.
import { isServiceError, status } from '#proto/client.js';
import type { rack } from '#proto/contract.js';
import { SWAP_ENDS } from '#safety/vocabulary/swap-state.js';

export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  approvalNeeded: 4,
  stopped: 5,
  unreachable: 75,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A refusal: by the stop before all else, by nothing but a missing approval, or by anything else. */
export function codeOfRefusal(verdict: rack.Verdict | null): ExitCode {
  const rules = (verdict?.reasons ?? []).map((reason) => reason.rule);
  if (rules.includes('K01')) return EXIT.stopped;
  return rules.length > 0 && rules.every((rule) => rule === 'K03') ? EXIT.approvalNeeded : EXIT.refused;
}

const OVER: ReadonlySet<string> = new Set([...SWAP_ENDS, 'refused']);
export const isOver = ({ state }: Pick<rack.Swap, 'state'>): boolean => OVER.has(state);

/** What was asked for: turning back succeeds on the known-good image, a swap only when it is committed. */
export type Asked = 'stage' | 'swap' | 'rollback' | 'recover';

export function codeOfSwap(swap: rack.Swap, asked: Asked): ExitCode {
  if (swap.state === 'refused') return codeOfRefusal(swap.verdict);
  if (swap.state === 'committed' || swap.state === 'ready') return EXIT.done;
  // `rollback` of a swap under way turns that swap back; one after a commit is a swap of its own, to the former image.
  const turnsBack = asked === 'recover' || (asked === 'rollback' && swap.goal !== 'rollback');
  return swap.state === 'fell-back' && turnsBack ? EXIT.done : EXIT.failed;
}

/** Errors of the call itself. */
export function codeOfError(error: unknown): ExitCode {
  if (!isServiceError(error)) return EXIT.failed;
  switch (error.code) {
    case status.UNAVAILABLE:
    case status.DEADLINE_EXCEEDED:
      return EXIT.unreachable;
    case status.INVALID_ARGUMENT:
    case status.NOT_FOUND:
    case status.ALREADY_EXISTS:
      return EXIT.usage;
    default:
      return EXIT.failed;
  }
}
