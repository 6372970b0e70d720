// GRUB's share of booting A/B: the environment block on disk and the choice by the rule of RAUC's contrib/grub.conf
// (ORDER, <slot>_OK, <slot>_TRY). Pure. Must never be kinder than the script: what it forgets, this forgets.
import { SLOT_NAMES, type SlotName } from './names.js';

export type BootEnv = Record<string, string>;

export const GRUB_FACTORY_ENV: BootEnv = { ORDER: 'A B', A_OK: '1', A_TRY: '0', B_OK: '1', B_TRY: '0' };
/** What the script assumes for a variable that is not in the block. */
const GRUB_DEFAULTS: BootEnv = { ORDER: 'A B', A_OK: '0', B_OK: '0', A_TRY: '0', B_TRY: '0' };

const BLOCK_BYTES = 1024;
const BLOCK_HEADER = '# GRUB Environment Block\n';

export interface BootChoice {
  readonly slot: SlotName;
  /** The environment as the boot loader leaves it. */
  readonly env: BootEnv;
}

export function slotsIn(order: string): SlotName[] {
  return order.split(' ').filter((word): word is SlotName => (SLOT_NAMES as readonly string[]).includes(word));
}

export function chooseByGrub(found: BootEnv): BootChoice {
  const env = { ...found };
  for (const [name, value] of Object.entries(GRUB_DEFAULTS)) env[name] ??= value;
  const order = slotsIn(env['ORDER'] ?? '');
  for (const slot of order) {
    if (env[`${slot}_OK`] !== '1' || env[`${slot}_TRY`] !== '0') continue;
    env[`${slot}_TRY`] = '1';
    return { slot, env };
  }
  // Every slot had its try: the last in ORDER that is not marked bad, the older of the two; if all are, any is better than none.
  const notBad = order.filter((slot) => env[`${slot}_OK`] === '1');
  return { slot: notBad.at(-1) ?? order.at(-1) ?? 'A', env };
}

/** The block that grub-editenv keeps: a header, `name=value` lines, `#` up to 1024 bytes. */
export function encodeGrubEnv(env: BootEnv): Buffer {
  const text =
    BLOCK_HEADER +
    Object.entries(env)
      .map(([name, value]) => `${name}=${value}\n`)
      .join('');
  if (Buffer.byteLength(text) > BLOCK_BYTES) throw new RangeError('environment block too small');
  return Buffer.from(text.padEnd(BLOCK_BYTES, '#'));
}

/** Undefined: not an environment block (GRUB then goes on with its defaults, grub-editenv says so and fails). */
export function decodeGrubEnv(block: Buffer): BootEnv | undefined {
  const text = block.toString('latin1');
  if (block.length !== BLOCK_BYTES || !text.startsWith(BLOCK_HEADER)) return undefined;
  const env: BootEnv = {};
  for (const line of text.slice(BLOCK_HEADER.length).split('\n')) {
    const equals = line.indexOf('=');
    if (equals > 0 && !line.startsWith('#')) env[line.slice(0, equals)] = line.slice(equals + 1);
  }
  return env;
}
