// Parses `rauc status --detailed --output-format=json` of RAUC 1.8. Traps: `slots` is an array of one-key objects in no order, keys
// may be absent or null, and a slot on trial reads as "bad" there, so marks are taken from grubenv and not from here.
import { z } from 'zod';
import type { SlotName } from '#safety/vocabulary/names.js';
import { isSlotName } from '../host-facts.js';

export const RAUC_STATUS = ['rauc', 'status', '--detailed', '--output-format=json'] as const;

const slotSchema = z.object({
  device: z.string(),
  bootname: z.string().nullish(),
  state: z.string().nullish(),
});
const statusSchema = z.object({
  compatible: z.string(),
  booted: z.string().nullish(),
  slots: z.array(z.record(z.string(), slotSchema)).max(64),
});

export interface RaucSlot {
  /** RAUC's own name, such as rootfs.0: what its mark commands take. */
  readonly name: string;
  readonly device: string;
}

export interface RaucStatus {
  readonly compatible: string;
  readonly booted: SlotName;
  readonly slots: Readonly<Record<SlotName, RaucSlot>>;
}

/** A slot name or device that could be read as an option, or is none, never becomes a word of a command. */
const SLOT_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const DEVICE = /^\/[^\0\s]+$/;

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly text: string };

export function parseRaucStatus(text: string): Parsed<RaucStatus> {
  const no = (why: string): Parsed<never> => ({ ok: false, text: `rauc status: ${why}` });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return no('the answer is not JSON');
  }
  const status = statusSchema.safeParse(json);
  if (!status.success) return no(z.prettifyError(status.error));
  const found: Partial<Record<SlotName, RaucSlot>> = {};
  let running: string | undefined;
  for (const [name, slot] of status.data.slots.flatMap((one) => Object.entries(one))) {
    const { bootname } = slot;
    if (!isSlotName(bootname)) continue;
    if (found[bootname] !== undefined) return no(`two slots have the bootname ${bootname}`);
    if (!SLOT_NAME.test(name) || !DEVICE.test(slot.device))
      return no(`slot ${bootname} has an unusable name or device`);
    found[bootname] = { name, device: slot.device };
    if (slot.state === 'booted') {
      if (running !== undefined) return no('two slots claim to be the booted one');
      running = bootname;
    }
  }
  const { A, B } = found;
  if (A === undefined || B === undefined) return no('there is no slot with the bootname A, or none with B');
  if (!isSlotName(running)) return no(`the node runs from neither slot (booted: ${status.data.booted ?? 'nothing'})`);
  return { ok: true, value: { compatible: status.data.compatible, booted: running, slots: { A, B } } };
}
