// Decoders that are wrong on purpose: the negative controls of the fuzzer. What is found here proves that it would be found elsewhere.
// Must never be used by anything but the fuzzer, and only when it is asked to.
import { PLANTED } from './report.js';
import type { Target } from './target.js';

/** The defect lies behind two headers, as it would in a real decoder. */
function past(header: Buffer, body: (bytes: Buffer, at: number) => unknown): (bytes: Buffer) => unknown {
  return (bytes) => {
    for (const [index, byte] of header.entries()) {
      if (bytes.length <= index || bytes.readUInt8(index) !== byte) throw new NotMine('another header');
    }
    return body(bytes, header.length);
  };
}

class NotMine extends Error {}

const HEADER = Buffer.from([0x06, 0xc5, 0x3a, 0x07]);

/** The length that the packet claims is believed: a checked read throws what nobody expects. */
const outOfBounds = past(HEADER, (bytes, at) => {
  if (bytes.length < at + 1) throw new NotMine('short');
  return bytes.readUInt8(at + bytes.readUInt8(at));
});

/** The same with an unchecked read: no error at all, only undefined. */
const silentOutOfBounds = past(HEADER, (bytes, at) => {
  const last = bytes.length - at > 2 ? bytes[bytes.length] : 0;
  return Number(last);
});

/** Memory for as many records as the packet claims. */
const allocation = past(HEADER, (bytes, at) => {
  if (bytes.length < at + 3) throw new NotMine('short');
  return Buffer.alloc(bytes.readUInt16LE(at) * bytes.readUInt8(at + 2));
});

/** The same in a list, which no Buffer shows: 1,000 objects of some 100 bytes. */
const heap = past(HEADER, (bytes, at) => {
  if (bytes.length < at + 2) throw new NotMine('short');
  return Array.from({ length: Math.min(bytes.readUInt16LE(at), 1_000) }, (_, index) => ({ at: [index, bytes, at, 0] }));
});

/** Records one after another, and the length of one of them is 0. */
const hang = past(HEADER, (bytes, at) => {
  let next = at;
  while (next < bytes.length) next += bytes.readUInt8(next);
  return next;
});

/** One call that does not come back: no block of ours is passed, so that only a watch from outside can see it. */
const nativeHang = past(HEADER, (bytes) => {
  if (bytes.length < 10) throw new NotMine('short');
  return /^(?:a|a)*$/.test(`${'a'.repeat(60)}!`);
});

export const PLANTS = {
  'out-of-bounds': outOfBounds,
  'silent-out-of-bounds': silentOutOfBounds,
  allocation,
  heap,
  hang,
  'native-hang': nativeHang,
} as const;

export type PlantName = keyof typeof PLANTS;

export function plantedTarget(name: PlantName): Target {
  return {
    name: `${PLANTED}${name}`,
    // Nothing of the header is given away.
    seeds: [Buffer.alloc(8)],
    bytesMax: 64,
    begin: () => PLANTS[name],
    refuses: (error) => error instanceof NotMine,
  };
}
