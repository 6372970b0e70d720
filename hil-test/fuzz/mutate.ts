// From a packet that is known to a packet that is not: bits, bytes, numbers that matter, lengths, pieces of others, cut and grown.
// Must never write outside of what it was given, and must be repeatable: all chance comes from the Random it is given.
import type { Random } from '../virtual/random.js';

/** A packet under construction: the first `length` bytes of `bytes`. */
export interface Draft {
  readonly bytes: Buffer;
  length: number;
}

export interface Sources {
  readonly random: Random;
  /** Other packets to take pieces from. */
  readonly others: readonly Buffer[];
  /** Pairs of numbers that the code compared lately and found different. */
  readonly compared: Float64Array;
  /** Whole numbers that the code under test names, as bytes. */
  readonly words: readonly Buffer[];
}

type Mutator = (draft: Draft, from: Sources) => void;

const INTERESTING = [0x00, 0x01, 0x02, 0x0f, 0x10, 0x1f, 0x20, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xfe, 0xff];
const MUTATIONS_MAX = 6;

const flipBit: Mutator = ({ bytes, length }, { random }) => {
  const at = random.below(length);
  if (at < length) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
};

const anyByte: Mutator = ({ bytes, length }, { random }) => {
  if (length > 0) bytes[random.below(length)] = random.below(256);
};

const interestingByte: Mutator = ({ bytes, length }, { random }) => {
  if (length > 0) bytes[random.below(length)] = INTERESTING[random.below(INTERESTING.length)] ?? 0;
};

const addToByte: Mutator = ({ bytes, length }, { random }) => {
  const at = random.below(length);
  if (at < length) bytes[at] = (bytes[at] ?? 0) + random.below(33) - 16;
};

/** A byte that says how many bytes follow it, or nearly so: where parsers go wrong. */
const lengthByte: Mutator = ({ bytes, length }, { random }) => {
  if (length === 0) return;
  const at = random.below(length);
  bytes[at] = length - at - 1 + random.below(5) - 2;
};

const lengthWord: Mutator = ({ bytes, length }, { random }) => {
  if (length < 2) return;
  const at = random.below(length - 1);
  bytes.writeUInt16LE((length - at - 2 + random.below(5) - 2) & 0xffff, at);
};

const word: Mutator = ({ bytes, length }, { random, words }) => {
  const chosen = words[random.below(words.length)];
  if (chosen === undefined || chosen.length > length) return;
  bytes.set(chosen, random.below(length - chosen.length + 1));
};

/** Where the packet has one number of a pair that was compared, it gets the other. */
const wanted: Mutator = ({ bytes, length }, { random, compared }) => {
  const pair = 2 * random.below(compared.length / 2);
  const turned = random.below(2);
  const had = compared[pair + turned] ?? 0;
  const want = compared[pair + 1 - turned] ?? 0;
  if (!isWord(had) || !isWord(want)) return;
  const size = Math.max(had, want) > 0xffff ? 4 : Math.max(had, want) > 0xff ? 2 : 1;
  if (length < size) return;
  const big = size > 1 && random.below(2) === 0;
  const places = length - size + 1;
  const from = random.below(places);
  for (let step = 0; step < places; step++) {
    const at = (from + step) % places;
    if ((big ? bytes.readUIntBE(at, size) : bytes.readUIntLE(at, size)) !== had) continue;
    if (big) bytes.writeUIntBE(want, at, size);
    else bytes.writeUIntLE(want, at, size);
    return;
  }
};

const isWord = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;

const cut: Mutator = (draft, { random }) => {
  draft.length =
    random.below(2) === 0 ? random.below(draft.length + 1) : Math.max(0, draft.length - 1 - random.below(4));
};

const grow: Mutator = (draft, { random }) => {
  const count = Math.min(draft.bytes.length - draft.length, 1 + random.below(random.below(8) === 0 ? 1_024 : 16));
  const fill = random.below(3);
  for (let index = 0; index < count; index++)
    draft.bytes[draft.length + index] = fill === 0 ? 0 : fill === 1 ? random.below(256) : 0xff;
  draft.length += count;
};

const insert: Mutator = (draft, { random }) => {
  const count = Math.min(draft.bytes.length - draft.length, 1 + random.below(4));
  const at = random.below(draft.length + 1);
  draft.bytes.copyWithin(at + count, at, draft.length);
  for (let index = 0; index < count; index++) draft.bytes[at + index] = random.below(256);
  draft.length += count;
};

const remove: Mutator = (draft, { random }) => {
  const at = random.below(draft.length);
  const count = Math.min(draft.length - at, 1 + random.below(4));
  draft.bytes.copyWithin(at, at + count, draft.length);
  draft.length -= count;
};

const splice: Mutator = (draft, { random, others }) => {
  const other = others[random.below(others.length)];
  if (other === undefined || other.length === 0) return;
  const from = random.below(other.length);
  const at = random.below(draft.length + 1);
  const count = Math.min(other.length - from, 1 + random.below(other.length), draft.bytes.length - at);
  other.copy(draft.bytes, at, from, from + count);
  draft.length = Math.max(draft.length, at + count);
};

const MUTATORS: readonly Mutator[] = [
  flipBit,
  anyByte,
  interestingByte,
  addToByte,
  lengthByte,
  lengthWord,
  word,
  word,
  wanted,
  wanted,
  cut,
  grow,
  insert,
  remove,
  splice,
];

/** One to six mutations, few more often than many. */
export function mutate(draft: Draft, sources: Sources): void {
  const { random } = sources;
  const count = 1 + Math.min(random.below(MUTATIONS_MAX), random.below(MUTATIONS_MAX));
  for (let index = 0; index < count; index++) MUTATORS[random.below(MUTATORS.length)]?.(draft, sources);
}

/** Each number in the byte orders and sizes that it fits: IPMI is little-endian, RMCP big-endian. */
export function wordsOf(literals: readonly number[]): readonly Buffer[] {
  return literals.flatMap((value) => {
    if (value <= 0xff) return [Buffer.from([value])];
    if (value <= 0xffff) return [Buffer.from([value & 0xff, value >> 8]), Buffer.from([value >> 8, value & 0xff])];
    const four = Buffer.alloc(4);
    four.writeUInt32LE(value);
    return [four, Buffer.from(four).reverse()];
  });
}
