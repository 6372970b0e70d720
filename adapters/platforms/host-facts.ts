// The facts of a host that do not depend on its boot loader: boot id, wall clock, kernel command line. Parsing only.
import { type SlotName } from '#safety/vocabulary/names.js';

export const BOOT_ID_FILE = '/proc/sys/kernel/random/boot_id';
export const BOOT_ID = ['cat', BOOT_ID_FILE] as const;
export const CLOCK = ['date', '+%s'] as const;
export const COMMAND_LINE = ['cat', '/proc/cmdline'] as const;

export function parseBootId(text: string): string | undefined {
  const id = text.trim();
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : undefined;
}

export function parseClockMs(text: string): number | undefined {
  return /^\d{1,12}$/.test(text.trim()) ? Number(text.trim()) * 1000 : undefined;
}

export const isSlotName = (text: unknown): text is SlotName => text === 'A' || text === 'B';

/** The slot that the boot loader says it started. Two different answers are none. */
export function slotOfCommandLine(text: string): SlotName | undefined {
  const named = text
    .trim()
    .split(/\s+/)
    .flatMap((word) => /^(?:rauc|farside)\.slot=(.*)$/.exec(word)?.[1] ?? []);
  const [slot] = named;
  return isSlotName(slot) && named.every((name) => name === slot) ? slot : undefined;
}

/** The device that the running system's root file system is on, where the command line names one by its path. */
export const rootOfCommandLine = (text: string): string | undefined => /(?:^|\s)root=(\/dev\/\S+)/.exec(text)?.[1];
