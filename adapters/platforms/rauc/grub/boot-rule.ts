// The node's own boot script as a rule: which slot does it start from these variables, and from what it leaves behind. Pure.
// What the script does that is not understood, or that ends in neither slot, is never read as a slot.
import type { SlotName } from '#safety/vocabulary/names.js';
import { isSlotName, slotOfCommandLine } from '../../host-facts.js';
import { type GrubEnv, GrubMachine } from './machine.js';
import { readScript, type Statement } from './tree.js';
import { NotUnderstood } from './words.js';

export type Start =
  | { readonly kind: 'slot'; readonly slot: SlotName; readonly root: string | undefined; readonly saved: GrubEnv }
  /** A kernel, but of neither slot, such as a rescue system. */
  | { readonly kind: 'elsewhere'; readonly saved: GrubEnv }
  | { readonly kind: 'stuck'; readonly text: string }
  | { readonly kind: 'not-understood'; readonly text: string };

export interface BootRule {
  start(env: GrubEnv): Start;
}

/** `envFileName`: the last part of the path of grubenv, which the script must load from and save to. */
export function readBootRule(script: string, envFileName: string): BootRule {
  let statements: readonly Statement[];
  try {
    statements = readScript(script);
  } catch (error) {
    const start = notUnderstood(error);
    return { start: () => start };
  }
  return {
    start(env) {
      try {
        const end = new GrubMachine(env, envFileName).boot(statements);
        if (end.kind === 'stuck') return end;
        const slot = slotOfCommandLine(end.args.join(' '));
        if (!isSlotName(slot)) return { kind: 'elsewhere', saved: end.saved };
        const root = end.args.find((arg) => arg.startsWith('root='))?.slice('root='.length);
        return { kind: 'slot', slot, root, saved: end.saved };
      } catch (error) {
        return notUnderstood(error);
      }
    },
  };
}

function notUnderstood(error: unknown): Start {
  if (!(error instanceof NotUnderstood)) throw error;
  return { kind: 'not-understood', text: error.message };
}

/** The slots of the next reset and of the one after it. Ends early where it cannot be told. */
export function bootPlan(rule: BootRule, env: GrubEnv): readonly SlotName[] {
  const plan: SlotName[] = [];
  let now = env;
  for (let reset = 0; reset < 2; reset++) {
    const start = rule.start(now);
    if (start.kind !== 'slot') break;
    plan.push(start.slot);
    now = start.saved;
  }
  return plan;
}
