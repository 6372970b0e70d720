// One slot: a block device of so many bytes, and what a boot loader finds in it. The bytes survive everything but being written over.
// Must never remember what somebody meant to write: only what the bytes say decides how it boots.
import { createHash } from 'node:crypto';
import type { SlotName } from './names.js';

export const BEHAVIOURS = ['good', 'hang', 'panic', 'unhealthy', 'slow', 'errors', 'no-ssh'] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** The first line of a slot image; `sha256` is over the payload that follows it. */
export interface ImageHeader {
  readonly farsideImage: 1;
  readonly version: string;
  readonly behaviour: Behaviour;
  readonly payloadSize: number;
  readonly sha256: string;
}

export type SlotFinding =
  | { readonly kind: 'image'; readonly header: ImageHeader }
  | { readonly kind: 'broken'; readonly text: string };

const HEADER_BYTES_MAX = 1024;

function isHeader(value: unknown): value is ImageHeader {
  if (typeof value !== 'object' || value === null) return false;
  const header = value as Partial<Record<keyof ImageHeader, unknown>>;
  return (
    header.farsideImage === 1 &&
    typeof header.version === 'string' &&
    (BEHAVIOURS as readonly unknown[]).includes(header.behaviour) &&
    Number.isSafeInteger(header.payloadSize) &&
    (header.payloadSize as number) >= 0 &&
    typeof header.sha256 === 'string'
  );
}

/** What starting from these bytes would find. */
export function inspect(bytes: Buffer): SlotFinding {
  const end = bytes.subarray(0, HEADER_BYTES_MAX).indexOf(0x0a);
  if (end < 0) return { kind: 'broken', text: 'VFS: Cannot open root device' };
  let header: unknown;
  try {
    header = JSON.parse(bytes.toString('utf8', 0, end));
  } catch {
    return { kind: 'broken', text: 'VFS: Unable to mount root fs: bad superblock' };
  }
  if (!isHeader(header)) return { kind: 'broken', text: 'VFS: Unable to mount root fs: unknown file system' };
  const payload = bytes.subarray(end + 1, end + 1 + header.payloadSize);
  if (payload.length !== header.payloadSize || createHash('sha256').update(payload).digest('hex') !== header.sha256) {
    return { kind: 'broken', text: 'EXT4-fs error: checksum invalid' };
  }
  return { kind: 'image', header };
}

export class Slot {
  readonly name: SlotName;
  readonly bytes: Buffer;

  constructor(name: SlotName, size: number) {
    this.name = name;
    this.bytes = Buffer.alloc(size);
  }

  /** Bytes taken; fewer than given when the device ends. */
  write(offset: number, data: Buffer): number {
    if (offset >= this.bytes.length) return 0;
    return data.copy(this.bytes, offset);
  }

  find(): SlotFinding {
    return inspect(this.bytes);
  }
}
