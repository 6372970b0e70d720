// The drain of a node whose load needs no moving: its service stands still while the node is down, and its group carries on.
// It tells what it was told, in this process only. After a restart it says `loaded`, which is the safe mistake: the swap
// drains once more (nothing moves) instead of believing that a load was moved which nobody has seen moving.
import { type Clearance, spendClearance } from '#safety/clearance.js';
import type { DrainLook } from '#safety/vocabulary/evidence.js';
import { DONE } from '#safety/vocabulary/outcome.js';
import type { Drain } from '../ports/services.js';

export function noDrain(node: string): Drain {
  let told: DrainLook = 'loaded';
  return {
    look: async () => ({ kind: 'seen', value: told }),
    drain: async (clearance: Clearance) => {
      spendClearance(clearance, 'drain', node);
      told = 'drained';
      return DONE;
    },
    undrain: async (clearance: Clearance) => {
      spendClearance(clearance, 'undrain', node);
      told = 'loaded';
      return DONE;
    },
  };
}
