// RAUC's central status file: what it installed and activated, and when. GLib's key file format, one group a slot.
// It tells what RAUC meant to do, not what a slot holds: after a cut it is wrong, and stays so.
import type { FileSystem } from '../../node/files.js';
import type { SlotName } from '../../node/names.js';
import { RAUC_STATUS } from '../../node/rootfs.js';
import { RAUC_NAMES } from './slots.js';

export type SlotRecord = Record<string, string>;
export type StatusFile = Map<string, SlotRecord>;

/** The order in which RAUC 1.8 writes the keys of a slot. */
const KEYS = [
  'bundle.compatible',
  'bundle.version',
  'status',
  'sha256',
  'size',
  'installed.timestamp',
  'installed.count',
  'activated.timestamp',
  'activated.count',
];

export function readStatusFile(fs: FileSystem): StatusFile {
  const file: StatusFile = new Map();
  if (fs.entry(RAUC_STATUS)?.kind !== 'file') return file;
  let record: SlotRecord | undefined;
  for (const line of fs.read(RAUC_STATUS).toString('utf8').split('\n')) {
    const group = /^\[slot\.(.+)\]$/.exec(line)?.[1];
    const equals = line.indexOf('=');
    if (group !== undefined) {
      record = {};
      file.set(group, record);
    } else if (record !== undefined && equals > 0) {
      record[line.slice(0, equals)] = line.slice(equals + 1);
    }
  }
  return file;
}

/** Throws FsError when the disk does not take it; the old file stays. */
export function updateStatusFile(fs: FileSystem, slot: SlotName, changes: SlotRecord): void {
  const file = readStatusFile(fs);
  file.set(RAUC_NAMES[slot], { ...file.get(RAUC_NAMES[slot]), ...changes });
  const group = ([name, record]: [string, SlotRecord]): string => {
    const lines = KEYS.flatMap((key) => (record[key] === undefined ? [] : [`${key}=${record[key]}\n`]));
    return `[slot.${name}]\n${lines.join('')}`;
  };
  fs.writeFile(RAUC_STATUS, [...file].map(group).join('\n'));
}

export const timestamp = (wallMs: number): string => `${new Date(wallMs).toISOString().slice(0, 19)}Z`;
export const nextCount = (fs: FileSystem, slot: SlotName, what: 'installed' | 'activated'): string =>
  String(Number(readStatusFile(fs).get(RAUC_NAMES[slot])?.[`${what}.count`] ?? '0') + 1);
