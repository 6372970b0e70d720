// Boot state in U-Boot's environment: BOOT_ORDER, BOOT_A_LEFT, BOOT_B_LEFT, and the rule `farside-ab-v1` that chooses by them. Pure.
// LEFT is hexadecimal, and the boot loader takes one off before it starts a slot: what is below `attempts` was not marked good since.
import type { SlotMark } from '#safety/vocabulary/evidence.js';
import { otherSlot, type SlotName } from '#safety/vocabulary/names.js';
import { isSlotName } from '../host-facts.js';

export const VARIABLES = ['BOOT_ORDER', 'BOOT_A_LEFT', 'BOOT_B_LEFT'] as const;
export const FW_PRINTENV = ['fw_printenv', ...VARIABLES] as const;

export interface BootEnv {
  readonly order: readonly SlotName[];
  readonly left: Readonly<Record<SlotName, number>>;
}

export type ParsedEnv = { readonly ok: true; readonly env: BootEnv } | { readonly ok: false; readonly text: string };

/** Anything but whole, sane variables is an error: libubootenv prints `NAME=` and exits 0 for a variable that is not there. */
export function parseBootEnv(text: string): ParsedEnv {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) found.set(line.slice(0, at), line.slice(at + 1).trim());
  }
  const no = (why: string): ParsedEnv => ({ ok: false, text: `U-Boot's environment: ${why}` });
  const order = (found.get('BOOT_ORDER') ?? '').split(/\s+/).filter((name) => name !== '');
  if (order.length === 0) return no('BOOT_ORDER is missing or empty');
  if (!order.every(isSlotName) || new Set(order).size !== order.length) {
    return no(`BOOT_ORDER is "${order.join(' ')}"; only A and B, each once, are known`);
  }
  const left: Partial<Record<SlotName, number>> = {};
  for (const slot of ['A', 'B'] as const) {
    const value = found.get(`BOOT_${slot}_LEFT`) ?? '';
    if (!/^[0-9a-f]{1,4}$/i.test(value)) return no(`BOOT_${slot}_LEFT is "${value}", not a hexadecimal number`);
    left[slot] = Number.parseInt(value, 16);
  }
  return { ok: true, env: { order, left: left as Record<SlotName, number> } };
}

export function markOf(env: BootEnv, slot: SlotName, attempts: number): SlotMark {
  if (!env.order.includes(slot)) return 'bad';
  return env.left[slot] >= attempts ? 'good' : 'trying';
}

export interface UbootStart {
  readonly slot: SlotName;
  /** The variables as they lie on disk when the kernel is loaded. */
  readonly saved: BootEnv;
}

/** The rule `farside-ab-v1`. */
export function start(env: BootEnv, attempts: number): UbootStart | undefined {
  const slot = env.order.find((name) => env.left[name] > 0);
  if (slot !== undefined) return { slot, saved: { ...env, left: { ...env.left, [slot]: env.left[slot] - 1 } } };
  const refilled: BootEnv = { order: env.order, left: { A: attempts, B: attempts } };
  return env.order.length === 0 ? undefined : start(refilled, attempts);
}

export function bootPlan(env: BootEnv, attempts: number): readonly SlotName[] {
  const first = start(env, attempts);
  if (first === undefined) return [];
  const second = start(first.saved, attempts);
  return second === undefined ? [first.slot] : [first.slot, second.slot];
}

/** Only ever these four changes are made to the environment. */
export const withoutSlot = (env: BootEnv, slot: SlotName): BootEnv => ({
  order: [otherSlot(slot)],
  left: { ...env.left, [slot]: 0 },
});
/** One try: LEFT 1, so that the boot loader itself takes it to 0 when it starts the slot. */
export const selectedOnce = (env: BootEnv, slot: SlotName): BootEnv => ({
  order: [slot, ...env.order.filter((name) => name !== slot)],
  left: { ...env.left, [slot]: 1 },
});
export const markedGood = (env: BootEnv, slot: SlotName, attempts: number): BootEnv => ({
  order: env.order.includes(slot) ? env.order : [slot, ...env.order],
  left: { ...env.left, [slot]: attempts },
});
export const restored = (env: BootEnv, slot: SlotName, attempts: number): BootEnv =>
  markedGood(withoutSlot(env, otherSlot(slot)), slot, attempts);

/** The lines of a `fw_setenv -s` script. libubootenv takes NAME=value; "NAME value" it skips without a word. */
export const envLines = (env: BootEnv): readonly string[] => [
  `BOOT_ORDER=${env.order.join(' ')}`,
  `BOOT_A_LEFT=${env.left.A.toString(16)}`,
  `BOOT_B_LEFT=${env.left.B.toString(16)}`,
];

export const sameEnv = (a: BootEnv, b: BootEnv): boolean => envLines(a).join('\n') === envLines(b).join('\n');
