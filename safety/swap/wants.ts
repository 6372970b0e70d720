// Which expensive looks a swap needs now: read-backs of slots and the check of the boot configuration. Cheap looks (host, BMC, service) are
// made all the time; these only when a state waits for them.
import { isFresh } from '../evidence.js';
import type { Facts, NodeFacts } from '../vocabulary/facts.js';
import { type Digest, otherSlot, type SlotName } from '../vocabulary/names.js';
import type { SwapRecord } from './record.js';

export type Want =
  | { readonly kind: 'boot-config' }
  | { readonly kind: 'read-back'; readonly slot: SlotName; readonly image: Digest };

export function wants(swap: SwapRecord, facts: Facts): readonly Want[] {
  const node = facts.nodes.get(swap.node);
  const knownGood = node?.knownGood;
  if (node === undefined || knownGood === undefined) return [];
  const base: Want = { kind: 'read-back', slot: knownGood.slot, image: knownGood.image };
  const target: readonly Want[] =
    swap.image === undefined
      ? []
      : [{ kind: 'read-back', slot: swap.target ?? otherSlot(knownGood.slot), image: swap.image }];
  const stale = (want: Want) => !isFreshWant(want, node, facts.limits.proofAgeMaxMs / 2);
  switch (swap.state) {
    case 'preflight':
    case 'staged':
    // After a crash the proofs are gone, and the next effect here is refused without them.
    case 'draining':
    case 'arming':
    case 'rebooting':
      return [{ kind: 'boot-config' } as const, base, ...target].filter(stale);
    case 'staging': {
      const last = swap.tries.findLast((one) => one.action === 'stage');
      // While it writes nobody reads; once it was tried, the slot is read back. After a crash a second try needs all the proofs again.
      if (last !== undefined && last.outcome === undefined) return [];
      const written = last === undefined ? [] : target;
      return [{ kind: 'boot-config' } as const, base, ...written].filter(stale);
    }
    case 'falling-back':
      return isFreshWant(base, node, swap.inStateMs) ? [] : [base];
    default:
      return [];
  }
}

/** A read-back made for another image does not answer this want. */
function isFreshWant(want: Want, node: NodeFacts, maxAgeMs: number): boolean {
  if (want.kind === 'boot-config') return isFresh(node.bootConfig, maxAgeMs);
  const proof = node.proofs[want.slot];
  return isFresh(proof, maxAgeMs) && proof?.value.image === want.image;
}
