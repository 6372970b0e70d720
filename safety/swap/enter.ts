// What is recorded when a swap enters a state: the rows `swap.entered` and `known-good.recorded` carry exactly this, and the record is their
// fold. A wrong boot id here makes an old boot look like a new one, so it is decided in this one place.
import { hostView, isFresh } from '../evidence.js';
import { peersOf } from '../gates/gates.js';
import type { ServiceMetrics } from '../vocabulary/evidence.js';
import type { Facts, KnownGood, NodeFacts } from '../vocabulary/facts.js';
import { type Digest, otherSlot, type SlotName } from '../vocabulary/names.js';
import type { SwapState } from '../vocabulary/swap-state.js';
import type { SwapRecord } from './record.js';
import { type SwapEvent, transition } from './table.js';

/** Absent fields keep what the record holds. */
export interface Entry {
  readonly state: SwapState;
  readonly why: string;
  readonly target?: SlotName;
  readonly bootId?: string;
  readonly baseline?: ServiceMetrics;
  readonly peersBefore?: ServiceMetrics;
  /** The node's known-good from here on: to be durable in the same append as the entry. */
  readonly knownGood?: KnownGood;
}

export function enter(swap: SwapRecord, event: SwapEvent, facts: Facts): Entry {
  const { to: state, why } = transition(swap.state, event);
  const node = facts.nodes.get(swap.node);
  const host = node === undefined ? undefined : hostView(node, facts.limits);
  return {
    state,
    why,
    ...(swap.state === 'preflight' && node?.knownGood !== undefined ? { target: otherSlot(node.knownGood.slot) } : {}),
    // `booting` waits for a boot other than the one before the reboot, so that one is kept.
    ...(state !== 'booting' && host !== undefined ? { bootId: host.bootId } : {}),
    ...(event === 'cleared' && node !== undefined ? figuresBefore(node, facts, swap.image) : {}),
    ...(event === 'marked' && swap.target !== undefined && swap.image !== undefined
      ? { knownGood: { slot: swap.target, image: swap.image } }
      : {}),
  };
}

/** The last figures of the node and its neighbours before its load is moved away. */
function figuresBefore(
  node: NodeFacts,
  facts: Facts,
  image: Digest | undefined,
): Pick<Entry, 'baseline' | 'peersBefore'> {
  const service = isFresh(node.service, facts.limits.evidenceAgeMaxMs) ? node.service?.value : undefined;
  const peersBefore = peersOf(node, facts, image);
  return {
    ...(service?.kind === 'serving' && service.metrics ? { baseline: service.metrics } : {}),
    ...(peersBefore === undefined ? {} : { peersBefore }),
  };
}
