// The hash chain of the log's rows, and how it is checked: pure, on rows from wherever they come (the log itself, an export, a copy).
// It finds every changed byte, gap, deletion and reordering; a cut tail only against a head that somebody else kept (OBS-3, G-21).
// It must never judge what a body says.
import { createHash } from 'node:crypto';

export interface Row {
  readonly seq: number;
  /** JSON, exactly the bytes that were hashed. */
  readonly body: string;
  readonly previousHash: Uint8Array;
  readonly hash: Uint8Array;
}

/** The newest row by number and hash. An empty log has seq 0 and the genesis hash. */
export interface Head {
  readonly seq: number;
  readonly hash: Uint8Array;
}

/** A row as it comes from outside: its body may be raw bytes, its hashes anything that claims to be one. */
export interface ForeignRow {
  readonly seq: number;
  readonly body: string | Uint8Array;
  readonly previousHash: Uint8Array;
  readonly hash: Uint8Array;
}

export type Verification =
  | { readonly kind: 'sound'; readonly rows: number; readonly head: Head }
  /** `seq`: the row where it shows. What was done may have been done to the row before it. */
  | {
      readonly kind: 'broken';
      readonly seq: number;
      readonly problem: 'gap' | 'order' | 'link' | 'hash' | 'truncated' | 'other-log';
      readonly text: string;
    };

type Broken = Extract<Verification, { kind: 'broken' }>;

const HASH_BYTES = 32;
/** Keeps these hashes apart from every other use of SHA-256, and the formats of the log from each other. */
const DOMAIN = Buffer.from('farside.journal.row.v1\0', 'utf8');

export const GENESIS: Head = { seq: 0, hash: Buffer.alloc(HASH_BYTES) };

const isSeq = (seq: number) => Number.isSafeInteger(seq) && seq > 0;
const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
export const hashText = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');

/** The strict inverse of `hashText`; `undefined` for anything else (Node's own parser cuts at the first bad digit in silence). */
export function parseHash(text: string): Uint8Array | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? Buffer.from(text, 'hex') : undefined;
}

export function rowHash(previousHash: Uint8Array, seq: number, body: string | Uint8Array): Uint8Array {
  if (previousHash.length !== HASH_BYTES || !isSeq(seq)) throw new RangeError(`No row can have seq ${seq} here.`);
  const seqBytes = Buffer.alloc(8);
  seqBytes.writeBigUInt64BE(BigInt(seq));
  const hash = createHash('sha256').update(DOMAIN).update(previousHash).update(seqBytes);
  return (typeof body === 'string' ? hash.update(body, 'utf8') : hash.update(body)).digest();
}

export interface Anchors {
  /** The row just before the first one, for a part of a log. Absent: the rows start at seq 1. */
  readonly after?: Head;
  /** Heads that somebody else kept (the site): rows with these numbers must be there and have these hashes. */
  readonly kept?: readonly Head[];
}

/** Checks rows one by one as they stream past. Call `end` for the answer: an early `broken` stays. */
export class ChainVerifier {
  readonly #kept: Map<number, Uint8Array>;
  #head: Head;
  #rows = 0;
  #broken: Broken | undefined;

  constructor(anchors: Anchors = {}) {
    this.#head = anchors.after ?? GENESIS;
    this.#kept = new Map(anchors.kept?.filter(({ seq }) => seq > 0).map(({ seq, hash }) => [seq, hash]));
    for (const [seq, hash] of this.#kept) {
      if (seq > this.#head.seq) continue;
      this.#kept.delete(seq);
      if (seq === this.#head.seq && !same(hash, this.#head.hash)) this.#broken = otherLog(seq);
    }
  }

  /** False once the chain is broken: there is no use in reading on. */
  add(row: ForeignRow): boolean {
    if (this.#broken !== undefined) return false;
    this.#broken = this.#check(row);
    if (this.#broken !== undefined) return false;
    this.#head = { seq: row.seq, hash: row.hash };
    this.#kept.delete(row.seq);
    this.#rows += 1;
    return true;
  }

  end(): Verification {
    if (this.#broken !== undefined) return this.#broken;
    const missing = [...this.#kept.keys()].filter((seq) => seq > this.#head.seq).sort((a, b) => a - b)[0];
    if (missing !== undefined) {
      return broken(
        this.#head.seq,
        'truncated',
        `the log ends at row ${this.#head.seq}, but row ${missing} is known to have been written: its tail was cut off`,
      );
    }
    return { kind: 'sound', rows: this.#rows, head: this.#head };
  }

  #check(row: ForeignRow): Broken | undefined {
    const expected = this.#head.seq + 1;
    if (!isSeq(row.seq)) return broken(expected, 'order', `where row ${expected} belongs is one without a number`);
    if (row.seq > expected) {
      const gone =
        row.seq - 1 === expected ? `row ${expected} is missing` : `rows ${expected} to ${row.seq - 1} are missing`;
      return broken(row.seq, 'gap', gone);
    }
    if (row.seq < expected) return broken(row.seq, 'order', `row ${row.seq} comes again after row ${this.#head.seq}`);
    if (row.previousHash.length !== HASH_BYTES || !same(row.previousHash, this.#head.hash)) {
      return broken(
        row.seq,
        'link',
        `row ${row.seq} does not follow from the row before it: one of the two was replaced`,
      );
    }
    if (row.hash.length !== HASH_BYTES || !same(row.hash, rowHash(row.previousHash, row.seq, row.body))) {
      return broken(row.seq, 'hash', `row ${row.seq} was altered: its hash does not match its body`);
    }
    const kept = this.#kept.get(row.seq);
    if (kept !== undefined && !same(kept, row.hash)) {
      return otherLog(row.seq);
    }
    return undefined;
  }
}

const broken = (seq: number, problem: Broken['problem'], text: string): Broken => ({
  kind: 'broken',
  seq,
  problem,
  text,
});

const otherLog = (seq: number): Broken =>
  broken(seq, 'other-log', `row ${seq} is not the one that was known: the log was rewritten, or is another log`);

export function verifyRows(rows: Iterable<ForeignRow>, anchors: Anchors = {}): Verification {
  const verifier = new ChainVerifier(anchors);
  for (const row of rows) if (!verifier.add(row)) break;
  return verifier.end();
}
