// `rauc status`: the two ways it is printed, as RAUC 1.8 prints them (recorded in hil-test/qemu/transcripts).
// Must never tidy it up: null, missing keys, colours and the order of slots are what parsers trip over.
import type { SlotName } from '../../node/names.js';
import { SLOT_DEVICES } from '../../node/names.js';
import type { NodeModel } from '../../node/node.js';
import { COMPATIBLE } from '../../node/rootfs.js';
import { BackendTrouble, isGood, primaryOf } from './boot-state.js';
import { RAUC_NAMES } from './slots.js';
import { readStatusFile, type SlotRecord } from './status-file.js';

interface SlotView {
  readonly slot: SlotName;
  readonly booted: boolean;
  readonly good: boolean;
}
export interface StatusView {
  readonly booted: SlotName;
  readonly primary: SlotName | undefined;
  /** Why there is no primary slot, for the warning on stderr. */
  readonly trouble: string | undefined;
  readonly slots: readonly SlotView[];
}

/** What the service last knew of a slot, in the boot it runs in: where the backend fails it goes on saying that. */
const remembered = new WeakMap<NodeModel, { bootId: string; good: Partial<Record<SlotName, boolean>> }>();

/** RAUC lists slots in the order of a hash table: for these two names, always the same. */
const LISTED: readonly SlotName[] = ['B', 'A'];

export function viewStatus(node: NodeModel): StatusView {
  const { slot: booted, bootId } = node.running ?? { slot: 'A' as const, bootId: '' };
  const env = node.bootEnv();
  const kept = remembered.get(node);
  const memory = kept?.bootId === bootId ? kept : { bootId, good: {} };
  remembered.set(node, memory);
  for (const slot of LISTED) {
    try {
      memory.good[slot] = isGood(env, slot);
    } catch (error) {
      if (!(error instanceof BackendTrouble)) throw error;
    }
  }
  const slots = LISTED.map((slot) => ({ slot, booted: slot === booted, good: memory.good[slot] ?? false }));
  try {
    return { booted, primary: primaryOf(env), trouble: undefined, slots };
  } catch (error) {
    if (!(error instanceof BackendTrouble)) throw error;
    return { booted, primary: undefined, trouble: error.message, slots };
  }
}

function slotStatus(record: SlotRecord = {}): object {
  const { status, sha256 } = record;
  const event = (what: string): object | undefined =>
    record[`${what}.timestamp`] === undefined
      ? undefined
      : { timestamp: record[`${what}.timestamp`], count: Number(record[`${what}.count`]) };
  const version = record['bundle.version'];
  return {
    bundle: { compatible: record['bundle.compatible'] ?? null, ...(version === undefined ? {} : { version }) },
    checksum: sha256 === undefined ? undefined : { sha256, size: Number(record['size']) },
    installed: event('installed'),
    activated: event('activated'),
    status,
  };
}

export function statusJson(node: NodeModel, view: StatusView, detailed: boolean): string {
  const records = readStatusFile(node.fs);
  const slots = view.slots.map(({ slot, booted, good }) => ({
    [RAUC_NAMES[slot]]: {
      class: 'rootfs',
      device: SLOT_DEVICES[slot],
      type: 'ext4',
      bootname: slot,
      state: booted ? 'booted' : 'inactive',
      parent: null,
      mountpoint: booted ? '/' : null,
      boot_status: good ? 'good' : 'bad',
      ...(detailed ? { slot_status: slotStatus(records.get(RAUC_NAMES[slot])) } : {}),
    },
  }));
  const primary = view.primary === undefined ? null : RAUC_NAMES[view.primary];
  return `${JSON.stringify({ compatible: COMPATIBLE, variant: '', booted: view.booted, boot_primary: primary, slots })}\n`;
}

const RESET = '\u001b[0m';
const colour = (code: number, text: string): string => `\u001b[${code}m${text}${RESET}`;

export function statusText(view: StatusView): string {
  const { primary } = view;
  const activated = primary === undefined ? '(null) ((null))' : `${RAUC_NAMES[primary]} (${primary})`;
  const slots = view.slots.map(({ slot, booted, good }) => {
    const title = colour(1, `[${RAUC_NAMES[slot]}]`);
    const head = `${slot === primary ? colour(1, 'x') : 'o'} ${booted ? `\u001b[32m\u001b[32m${title}` : title}`;
    const state = booted ? `\u001b[1mbooted${RESET}` : `inactive${RESET}`;
    const mounted = booted ? '\tmounted: /\n' : '';
    const status = good ? colour(32, 'good') : colour(31, 'bad');
    return `${head} (${SLOT_DEVICES[slot]}, ext4, ${state})\n\tbootname: ${colour(34, slot)}\n${mounted}\tboot status: ${status}\n\n`;
  });
  return `=== System Info ===
Compatible:  ${COMPATIBLE}
Variant:     
Booted from: ${RAUC_NAMES[view.booted]} (${view.booted})

=== Bootloader ===
Activated: ${activated}

=== Slot States ===
${slots.join('')}
`;
}
