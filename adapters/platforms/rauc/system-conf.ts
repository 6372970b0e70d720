// RAUC's system.conf, read for what a swap relies on. Pure. It reports problems; it must never pass what it could not read.
import type { SlotName } from '#safety/vocabulary/names.js';
import { isSlotName } from '../host-facts.js';
import type { RaucStatus } from './rauc-status.js';

type Section = ReadonlyMap<string, string>;

/** GLib's key file: `[group]`, `key=value`, `#` comments; of a key given twice the last counts. */
export function parseKeyFile(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const group = /^\[(.+)\]$/.exec(line)?.[1];
    if (group !== undefined) {
      current = sections.get(group) ?? new Map<string, string>();
      sections.set(group, current);
      continue;
    }
    const at = line.indexOf('=');
    if (at > 0) current?.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return sections;
}

const isFalse = (text: string | undefined): boolean => text === 'false' || text === '0';

export function systemConfProblems(text: string, status: RaucStatus, grubEnv: string): readonly string[] {
  const file = parseKeyFile(text);
  const system = file.get('system');
  if (system === undefined) return ['system.conf has no [system] section, or could not be read.'];
  const problems: string[] = [];
  const bootloader = system.get('bootloader');
  if (bootloader !== 'grub')
    problems.push(`system.conf: bootloader is ${bootloader ?? 'not set'}, this node is configured for grub.`);
  if (!isFalse(system.get('activate-installed'))) {
    problems.push(
      'system.conf: activate-installed must be false; otherwise writing an image already changes what boots next.',
    );
  }
  const late = system.get('prevent-late-fallback');
  if (late !== undefined && !isFalse(late)) {
    problems.push(
      'system.conf: prevent-late-fallback marks the other slot bad after mark-good, which leaves nothing to roll back to.',
    );
  }
  const env = system.get('grubenv') ?? '/boot/grub/grubenv';
  if (env !== grubEnv)
    problems.push(`system.conf: RAUC keeps boot state in ${env}, Farside is configured to read ${grubEnv}.`);
  if (system.get('compatible') !== status.compatible) {
    problems.push(
      `system.conf: compatible is ${system.get('compatible') ?? 'not set'}, the RAUC that runs says ${status.compatible}.`,
    );
  }
  return [...problems, ...slotProblems(file, status)];
}

function slotProblems(file: ReadonlyMap<string, Section>, status: RaucStatus): readonly string[] {
  const problems: string[] = [];
  const devices: Partial<Record<SlotName, string>> = {};
  for (const [group, keys] of file) {
    const bootname = keys.get('bootname');
    if (!group.startsWith('slot.') || bootname === undefined) continue;
    if (!isSlotName(bootname))
      problems.push(`system.conf: [${group}] has the bootname ${bootname}; only A and B are known.`);
    else if (devices[bootname] !== undefined) problems.push(`system.conf: two slots have the bootname ${bootname}.`);
    else devices[bootname] = keys.get('device') ?? '';
  }
  for (const slot of ['A', 'B'] as const) {
    const running = status.slots[slot].device;
    if (devices[slot] !== running) {
      problems.push(
        `system.conf: slot ${slot} is ${devices[slot] ?? 'missing'}, the RAUC that runs has it on ${running}.`,
      );
    }
  }
  if (status.slots.A.device === status.slots.B.device) problems.push('system.conf: slots A and B are one device.');
  return problems;
}
