// The two System Boot Options parameters used here (IPMI v2.0 §28.14, table 28-14): 3, when the BMC forgets the
// override by itself, and 5, the override. Must never make an override persistent: one boot, then the node's own order again.

import { needBytes, WireError } from '../wire/wire-error.js';
import { codeOf, nameOf } from './command.js';

export const BOOT_PARAMETER = { validBitClearing: 3, bootFlags: 5 } as const;

export type BootDevice = 'none' | 'pxe' | 'disk' | 'bios';

/** Selectors in bits 5:2 of the second byte of parameter 5. */
const SELECTORS: Readonly<Record<BootDevice, number>> = { none: 0, pxe: 1, disk: 2, bios: 6 };
export const BOOT_DEVICES = Object.keys(SELECTORS) as readonly BootDevice[];
const VALID = 0x80;
const PERSISTENT = 0x40;
const EFI = 0x20;
/** Don't clear the override when no chassis control follows within 60 s: a node may take longer to drain and shut down. */
const KEEP_PAST_TIMEOUT = 0x08;

export interface BootOverride {
  readonly device: BootDevice;
  readonly efi: boolean;
}

export interface BootFlags {
  /** `other` for the selectors that this package never sets. */
  readonly device: BootDevice | 'other';
  readonly selector: number;
  readonly valid: boolean;
  readonly persistent: boolean;
  readonly efi: boolean;
}

export function keepPastTimeout(): Buffer {
  return Buffer.from([KEEP_PAST_TIMEOUT]);
}

/** Parameter 5 for one boot; `none` clears it. */
export function encodeBootFlags({ device, efi }: BootOverride): Buffer {
  const selector = codeOf(SELECTORS, device, 'boot device');
  if (device === 'none') return Buffer.alloc(5);
  return Buffer.from([VALID | (efi ? EFI : 0), selector << 2, 0, 0, 0]);
}

export function decodeBootFlags(parameter: Buffer): BootFlags {
  needBytes(parameter, 2, 'boot flags');
  const flags = parameter.readUInt8(0);
  const selector = (parameter.readUInt8(1) >> 2) & 0x0f;
  return {
    device: nameOf(SELECTORS, selector) ?? 'other',
    selector,
    valid: (flags & VALID) !== 0,
    persistent: (flags & PERSISTENT) !== 0,
    efi: (flags & EFI) !== 0,
  };
}

/** The parameter's own bytes out of a Get System Boot Options response. */
export function parameterBytes(data: Buffer, parameter: number): Buffer {
  needBytes(data, 2, 'Get System Boot Options response');
  const answered = data.readUInt8(1) & 0x7f;
  if (answered !== parameter) {
    throw new WireError(`Get System Boot Options response: parameter ${answered} where ${parameter} was asked for`);
  }
  return data.subarray(2);
}
