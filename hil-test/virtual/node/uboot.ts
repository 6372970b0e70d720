// U-Boot's share of booting A/B: the environment with its checksum and the choice by the rule of RAUC's contrib/uboot.sh
// (BOOT_ORDER, BOOT_<slot>_LEFT in hexadecimal, one less at every start). Pure.
import { crc32 } from 'node:zlib';
import { type BootChoice, type BootEnv, slotsIn } from './grub.js';
import { SLOT_NAMES } from './names.js';

export const UBOOT_ATTEMPTS = 3;
export const UBOOT_FACTORY_ENV: BootEnv = { BOOT_ORDER: 'A B', BOOT_A_LEFT: '3', BOOT_B_LEFT: '3' };
const ENV_BYTES = 0x4000;

export interface UbootChoice extends BootChoice {
  /** Both counters had run out: U-Boot refilled them and reset itself first. */
  readonly refilled: boolean;
}

export function chooseByUboot(found: BootEnv): UbootChoice {
  const env = { ...UBOOT_FACTORY_ENV, ...found };
  const first = take(env);
  if (first !== undefined) return { ...first, refilled: false };
  for (const slot of SLOT_NAMES) env[`BOOT_${slot}_LEFT`] = UBOOT_ATTEMPTS.toString(16);
  if (slotsIn(env['BOOT_ORDER'] ?? '').length === 0) env['BOOT_ORDER'] = 'A B';
  const second = take(env);
  if (second === undefined) throw new Error('U-Boot found no slot right after it refilled the counters');
  return { ...second, refilled: true };
}

function take(env: BootEnv): BootChoice | undefined {
  for (const slot of slotsIn(env['BOOT_ORDER'] ?? '')) {
    const name = `BOOT_${slot}_LEFT`;
    const left = Number.parseInt(env[name] ?? '0', 16);
    if (!(left > 0)) continue;
    env[name] = (left - 1).toString(16);
    return { slot, env };
  }
  return undefined;
}

/** CRC-32 (little endian), then `name=value` with a NUL after each, a second NUL at the end. */
export function encodeUbootEnv(env: BootEnv): Buffer {
  const data = Buffer.alloc(ENV_BYTES - 4);
  const text = `${Object.entries(env)
    .map(([name, value]) => `${name}=${value}\0`)
    .join('')}\0`;
  if (Buffer.byteLength(text) > data.length) throw new RangeError('environment too large for its partition');
  data.write(text);
  const block = Buffer.alloc(ENV_BYTES);
  block.writeUInt32LE(crc32(data), 0);
  data.copy(block, 4);
  return block;
}

/** Undefined: bad CRC (U-Boot then goes on with its defaults). */
export function decodeUbootEnv(block: Buffer): BootEnv | undefined {
  if (block.length !== ENV_BYTES || block.readUInt32LE(0) !== crc32(block.subarray(4))) return undefined;
  const env: BootEnv = {};
  for (const pair of block.subarray(4).toString('utf8').split('\0')) {
    if (pair === '') break;
    const equals = pair.indexOf('=');
    if (equals > 0) env[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  return env;
}
