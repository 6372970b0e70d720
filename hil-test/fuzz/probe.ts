// What instrumented code calls while it runs in the worker: blocks, steps, indexes, memory. One packet at a time.
// Must never allocate or be slow: it runs some hundred times for every packet. Must never be imported by anything but instrumented code
// and the worker: it patches Buffer.

/** More blocks than this for one packet is a hang. The longest packet that is taken (1,024 bytes) needs about a fifth of it. */
export const STEPS_MAX = 10_000;

/** A packet is at most 1 kB; what takes more than this for one of them can be made to take all there is. */
export const BYTES_MAX = 64 * 1024;

const EDGES = 1 << 16;

/** Times an edge was passed by this packet, up to 255. An edge is (block before, block), hashed. */
export const edgeHits = new Uint8Array(EDGES);
/** The edges of this packet, each once. */
export const edgesTouched = new Uint16Array(EDGES);
export const blocksSeen = new Uint8Array(EDGES);

export class TooManySteps extends Error {
  override readonly name = 'TooManySteps';
}

export class TooManyBytes extends Error {
  override readonly name = 'TooManyBytes';
}

export const probe = {
  edges: 0,
  steps: 0,
  bytes: 0,
  blocksSeen: 0,
  /** What was read behind the end of something, or undefined. */
  outOfBounds: undefined as string | undefined,
  /** Only what the code under test does is counted. */
  counting: false,
};
let before = 0;

export function beginPacket(): void {
  for (let index = 0; index < probe.edges; index++) edgeHits[edgesTouched[index] ?? 0] = 0;
  probe.edges = 0;
  probe.steps = 0;
  probe.bytes = 0;
  probe.outOfBounds = undefined;
  probe.counting = true;
  before = 0;
}

export function endPacket(): void {
  probe.counting = false;
}

export function hit(block: number): void {
  const edge = (block ^ before) & 0xffff;
  before = (block << 1) & 0xffff;
  const times = edgeHits[edge] ?? 0;
  if (times === 0) edgesTouched[probe.edges++] = edge;
  if (times < 255) edgeHits[edge] = times + 1;
  if (blocksSeen[block] === 0) {
    blocksSeen[block] = 1;
    probe.blocksSeen += 1;
  }
  // A decoder that catches everything is stopped by its next block again.
  if (++probe.steps > STEPS_MAX && probe.counting)
    throw new TooManySteps(`more than ${STEPS_MAX} blocks for one packet`);
}

/** `subject[index]`. JavaScript gives undefined behind the end of bytes; that is the out-of-bounds read of this language. */
export function at(subject: Readonly<Record<number, unknown>>, index: number): unknown {
  if (subject instanceof Uint8Array && typeof index === 'number' && !(index >= 0 && index < subject.length))
    probe.outOfBounds ??= `byte ${index} of ${subject.length} was read`;
  return subject[index];
}

/** Pairs of numbers that were compared and differ, the newest over the oldest: what the packet had, and what the code wanted. */
export const compared = new Float64Array(128);
let comparedAt = 0;

/** `a === b`. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'number' || typeof b !== 'number' || !probe.counting) return false;
  compared[comparedAt] = a;
  compared[comparedAt + 1] = b;
  comparedAt = (comparedAt + 2) % compared.length;
  return false;
}

/** What `new` made, passed on. */
export function made<T>(thing: T): T {
  if (probe.counting) probe.bytes += sizeOf(thing);
  return thing;
}

function sizeOf(thing: unknown): number {
  if (ArrayBuffer.isView(thing) || thing instanceof ArrayBuffer) return thing.byteLength;
  return Array.isArray(thing) ? 8 * thing.length : 0;
}

/** Buffer's makers call one another: what is counted once is not counted twice. */
let inside = false;

/** `asks` says what a call is about to take, where its arguments tell: what is far too much is not even tried. */
function countResults<Key extends string>(
  owner: Readonly<Record<Key, unknown>>,
  key: Key,
  size: (made: never) => number,
  asks?: (first: unknown) => number,
): void {
  const original = owner[key];
  if (typeof original !== 'function') throw new TypeError(`${key} is no function here`);
  const counting = function (this: unknown, ...words: readonly unknown[]): unknown {
    if (!probe.counting || inside) return Reflect.apply(original, this, words);
    const asked = asks?.(words[0]) ?? 0;
    if (asked > BYTES_MAX) {
      probe.bytes += asked;
      throw new TooManyBytes(`${key} was asked for ${asked} bytes`);
    }
    inside = owner === Buffer;
    try {
      const result: unknown = Reflect.apply(original, this, words);
      probe.bytes += size(result as never);
      return result;
    } finally {
      inside = false;
    }
  };
  Object.defineProperty(owner, key, { value: counting, configurable: true, writable: true });
}

const firstNumber = (first: unknown): number => (typeof first === 'number' ? first : 0);

/** Once, in the worker: from here on the makers of large things are counted. */
export function countMakers(): void {
  for (const maker of ['alloc', 'allocUnsafe', 'allocUnsafeSlow'] as const)
    countResults(Buffer, maker, sizeOf, firstNumber);
  for (const maker of ['from', 'concat'] as const) countResults(Buffer, maker, sizeOf);
  for (const maker of ['repeat', 'padStart', 'padEnd'] as const)
    countResults(String.prototype, maker, (text: string) => text.length);
  countResults(Array, 'from', sizeOf);
}
