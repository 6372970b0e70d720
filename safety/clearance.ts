// A clearance: the kernel's permission for one action on one node, once. Only the kernel can make one, nothing can write it down, and
// adapters spend it. A crash destroys it, so recovery must ask again (DESIGN.md, rule 6).
import type { Action, ActionKind, ActionOf } from './vocabulary/action.js';

/** Live clearances and what they clear. An object that is not in here clears nothing, whatever it looks like. */
const live = new WeakMap<Clearance, Action>();
const mintKey = Symbol('mint');
let mintClaimed = false;

export class Clearance {
  constructor(key: symbol) {
    if (key !== mintKey) throw new Error('Only the safety kernel makes a clearance: ask decide(facts, action).');
    Object.freeze(this);
  }
  toJSON(): never {
    throw new Error(
      'A clearance cannot be serialised: after a crash the kernel must be asked again (DESIGN.md, rule 6).',
    );
  }
}

/**
 * Hands out the one mint, once per process. safety/kernel.ts claims it when it is loaded; whoever comes second gets an error,
 * and whoever came first and is not the kernel keeps the kernel from loading: both fail closed.
 */
export function claimMint(): (action: Action) => Clearance {
  if (mintClaimed) throw new Error('The mint for clearances is claimed: only safety/kernel.ts makes clearances.');
  mintClaimed = true;
  return (action) => {
    const clearance = new Clearance(mintKey);
    live.set(clearance, Object.freeze({ ...action }));
    return clearance;
  };
}

/**
 * Uses a clearance up and returns the action it was given for: its slot, image and time-out are the only ones the caller may use.
 * Every adapter method that changes a node or a BMC calls this first.
 * Throws when the clearance is forged, spent, or was given for another action or node: a defect in our own code, not an outcome.
 */
export function spendClearance<K extends ActionKind>(clearance: Clearance, kind: K, node: string): ActionOf<K> {
  const action = live.get(clearance);
  if (action === undefined) throw new Error(`No clearance for ${kind} on ${node}: it was forged or already spent.`);
  if (action.kind !== kind || action.node !== node) {
    throw new Error(`The clearance is for ${action.kind} on ${action.node}, not for ${kind} on ${node}.`);
  }
  live.delete(clearance);
  return action as ActionOf<K>;
}
