// RAUC's grub backend (src/bootloaders/grub.c of 1.8): what is good, what is primary, what the marks write.
// A running, unconfirmed slot is "bad" here. Must never write a variable that the real one leaves alone.
import { type BootEnv, slotsIn } from '../../node/grub.js';
import { SLOT_NAMES, type SlotName } from '../../node/names.js';
import type { NodeModel } from '../../node/node.js';

/** An error in RAUC's words. */
export class BackendTrouble extends Error {}

const UNREADABLE = 'grub-editenv failed with exit code: 1';
const UNWRITABLE = 'Failed to run grub-editenv: Child process exited with code 1';

function get(env: BootEnv | undefined, name: string): string {
  if (env === undefined) throw new BackendTrouble(UNREADABLE);
  const value = env[name];
  if (value === undefined) throw new BackendTrouble(`Variable ${name} not set in grub environment`);
  return value;
}

const bootable = (env: BootEnv | undefined, slot: SlotName): boolean => {
  const ok = get(env, `${slot}_OK`);
  return get(env, `${slot}_TRY`) === '0' && ok === '1';
};

export function isGood(env: BootEnv | undefined, slot: SlotName): boolean {
  return slotsIn(get(env, 'ORDER')).includes(slot) && bootable(env, slot);
}

export function primaryOf(env: BootEnv | undefined): SlotName {
  const order = get(env, 'ORDER');
  const found = slotsIn(order).find((slot) => bootable(env, slot));
  if (found === undefined) throw new BackendTrouble(`No bootable slot found in ORDER '${order}'`);
  return found;
}

function write(node: NodeModel, changes: BootEnv): void {
  const env = node.bootEnv();
  if (env === undefined) throw new BackendTrouble(UNWRITABLE);
  node.setBootEnv({ ...env, ...changes });
}

export function markGood(node: NodeModel, slot: SlotName): void {
  write(node, { [`${slot}_OK`]: '1', [`${slot}_TRY`]: '0' });
}
export function markBad(node: NodeModel, slot: SlotName): void {
  write(node, { [`${slot}_OK`]: '0', [`${slot}_TRY`]: '0' });
}
/** First in ORDER, good, untried: what the boot loader takes next. */
export function setPrimary(node: NodeModel, slot: SlotName): void {
  const order = node.bootEnv()?.['ORDER'];
  const known = order === undefined ? SLOT_NAMES : slotsIn(order);
  const rest = known.filter((name) => name !== slot);
  write(node, { ORDER: [slot, ...rest].join(' '), [`${slot}_OK`]: '1', [`${slot}_TRY`]: '0' });
}
