// How RAUC names slots, and how its mark commands let them be named: booted, other, class.index.
// Must never guess a slot from a bootname: RAUC 1.8 refuses "A".
import { otherSlot, type SlotName } from '../../node/names.js';

export const RAUC_NAMES: Readonly<Record<SlotName, string>> = { A: 'rootfs.0', B: 'rootfs.1' };

export function slotOf(identifier: string, booted: SlotName): SlotName | { readonly problem: string } {
  if (identifier === 'booted') return booted;
  if (identifier === 'other') return otherSlot(booted);
  if (!/^[^.]+\.[^.]+$/.test(identifier)) return { problem: `Invalid slot name format: '${identifier}'` };
  if (identifier === RAUC_NAMES.A) return 'A';
  if (identifier === RAUC_NAMES.B) return 'B';
  return { problem: `No slot with class ${identifier.split('.')[0]} and name ${identifier} found` };
}
