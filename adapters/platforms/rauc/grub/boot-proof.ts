// Proves a node's boot script by running it on every state that RAUC can leave: ORDER x OK x TRY, 32 of them, and an empty grubenv.
// What must hold is SAF-7's second half: an unconfirmed slot is started once, and the next start is the good one; a slot marked bad is
// never started while the other is not. RAUC's own published example once could not reach slot B at all (rauc/rauc#1250), so no
// script is trusted by its looks.
import { otherSlot, type SlotName } from '#safety/vocabulary/names.js';
import type { BootRule, Start } from './boot-rule.js';
import type { GrubEnv } from './machine.js';

export interface BootState {
  readonly order: readonly [SlotName, SlotName];
  readonly env: GrubEnv;
}

const BITS = ['0', '1'] as const;

export const ALL_STATES: readonly BootState[] = (['A', 'B'] as const).flatMap((first) =>
  BITS.flatMap((A_OK) =>
    BITS.flatMap((A_TRY) =>
      BITS.flatMap((B_OK) =>
        BITS.map((B_TRY): BootState => {
          const order = [first, otherSlot(first)] as const;
          return { order, env: { ORDER: order.join(' '), A_OK, A_TRY, B_OK, B_TRY } };
        }),
      ),
    ),
  ),
);

/** RAUC's rule: a slot may be started when it is marked good and has not had its try. */
const mayStart = (env: GrubEnv, slot: SlotName): boolean => env[`${slot}_OK`] === '1' && env[`${slot}_TRY`] === '0';

const show = (env: GrubEnv): string =>
  ['ORDER', 'A_OK', 'A_TRY', 'B_OK', 'B_TRY'].map((name) => `${name}="${env[name] ?? ''}"`).join(' ');

const startText = (start: Start): string => {
  switch (start.kind) {
    case 'slot':
      return `starts slot ${start.slot}`;
    case 'elsewhere':
      return 'starts neither slot';
    case 'stuck':
      return `starts nothing (${start.text})`;
    case 'not-understood':
      return `is not understood (${start.text})`;
  }
};

/** What the script gets wrong from one state; `undefined` when it keeps RAUC's rule there. */
function wrongFrom(rule: BootRule, state: BootState, devices: Readonly<Record<SlotName, string>>): string | undefined {
  const start = rule.start(state.env);
  const from = `From ${show(state.env)} grub.cfg`;
  if (start.kind === 'not-understood') return `grub.cfg ${startText(start)}: it cannot be proven.`;
  // Whatever the marks say: a node that starts nothing is lost.
  if (start.kind === 'stuck') return `${from} ${startText(start)}.`;
  const expected = state.order.find((slot) => mayStart(state.env, slot));
  if (expected === undefined) {
    // Nobody is eligible. A slot marked bad may be half-written: two power cuts while it is staged must not lead into it.
    const startsBad = start.kind === 'slot' && state.env[`${start.slot}_OK`] !== '1';
    const otherIsGood = start.kind === 'slot' && state.env[`${otherSlot(start.slot)}_OK`] === '1';
    return startsBad && otherIsGood
      ? `${from} ${startText(start)}, which is marked bad, though the other one is not.`
      : undefined;
  }
  if (start.kind !== 'slot' || start.slot !== expected)
    return `${from} ${startText(start)} instead of slot ${expected}.`;
  if (start.root?.startsWith('/dev/') && start.root !== devices[expected]) {
    return `grub.cfg starts slot ${expected} from ${start.root}, but RAUC keeps it on ${devices[expected]}.`;
  }
  const { saved } = start;
  if (saved[`${expected}_TRY`] !== '1') {
    return `${from} starts slot ${expected} without having saved ${expected}_TRY=1: a slot that hangs would be started for ever.`;
  }
  for (const name of ['ORDER', 'A_OK', 'B_OK']) {
    if (saved[name] !== state.env[name]) return `${from} changes ${name}, which only RAUC may.`;
  }
  const other = otherSlot(expected);
  if (!mayStart(state.env, other)) return undefined;
  const next = rule.start(saved);
  if (next.kind === 'slot' && next.slot === other) return undefined;
  return `${from} starts slot ${expected}, and if nobody marks that good it next ${startText(next)} instead of returning to slot ${other}.`;
}

/** Enough to see what is wrong; one fault shows in many states. */
const PROBLEMS_MAX = 4;

/** Empty when the script is proven. `devices`: where RAUC writes each slot, to be held against root= where that names a device. */
export function proveBootRule(rule: BootRule, devices: Readonly<Record<SlotName, string>>): readonly string[] {
  const problems = new Set(ALL_STATES.flatMap((state) => wrongFrom(rule, state, devices) ?? []));
  const empty = rule.start({});
  if (empty.kind === 'stuck')
    problems.add(`From an empty grubenv grub.cfg ${startText(empty)}: a damaged file would lose the node.`);
  const list = [...problems];
  const left = list.length - PROBLEMS_MAX;
  return left > 0 ? [...list.slice(0, PROBLEMS_MAX), `…and ${left} more of this kind.`] : list;
}
