// The log of one rack: an append-only, hash-chained list of rows that is durable when `append` returns. It knows rows, not racks.
// It must never lose an acknowledged row, write half of an append, repair anything, or let a second process in (DESIGN.md, rule 2; OBS-3).
import type Database from 'better-sqlite3';
import { ChainVerifier, GENESIS, type Head, type Row, rowHash } from './chain.js';
import { openOwned, openToRead, readRows } from './file.js';
import { asJournalError, JournalError } from './journal-error.js';
import type { Anchors, ForeignRow, Verification } from './chain.js';

/** What is put into every body: wall clock for people, monotonic clock for durations, and the boot it counts from. */
export interface Stamp {
  /** RFC 3339. */
  readonly at: string;
  readonly monoMs: number;
  readonly boot: string;
}

export interface JournalOptions {
  readonly stamp: () => Stamp;
  /** The file never grows past this: a full log is an error in words, not a full disk. */
  readonly maxBytes?: number;
}

export interface Journal {
  /** All of them or none; durable when it returns. Throws JournalError. */
  append(bodies: readonly Readonly<Record<string, unknown>>[]): Row[];
  head(): Head;
  /** From `fromSeq` on, oldest first, at most `limit` and at most 8 MiB of bodies (but always one row, if there is one). */
  rows(fromSeq: number, limit: number): Row[];
  /** Called after each append with its rows. Returns how to stop that. A listener that throws is not called again. */
  onAppend(listener: (rows: readonly Row[]) => void): () => void;
  close(): void;
}

const BODY_BYTES_MAX = 256 * 1024;
const BODIES_MAX = 1000;
const READ_ROWS_MAX = 10_000;
const READ_BYTES_MAX = 8 * 1024 * 1024;
const LOG_BYTES_MAX = 8 * 1024 ** 3;
/** Beyond this the start checks the newest rows only; `rackctl log verify` checks them all. */
const CHECKED_ON_OPEN_MAX = 1_000_000;

type Db = Database.Database;

function lastRow(db: Db, atOrBefore: number): Head {
  const row = db
    .prepare<[number], { seq: number; hash: Buffer }>(
      'SELECT seq, hash FROM rows WHERE seq <= ? ORDER BY seq DESC LIMIT 1',
    )
    .get(atOrBefore);
  return row ?? GENESIS;
}

function check(db: Db, anchors: Anchors): Verification {
  const verifier = new ChainVerifier(anchors);
  for (const row of readRows(db)((anchors.after?.seq ?? 0) + 1)) if (!verifier.add(row)) break;
  return verifier.end();
}

function checkedHead(db: Db, path: string): Head {
  const newest = lastRow(db, Number.MAX_SAFE_INTEGER);
  const after = newest.seq > CHECKED_ON_OPEN_MAX ? lastRow(db, newest.seq - CHECKED_ON_OPEN_MAX) : GENESIS;
  const verification = check(db, { after });
  if (verification.kind === 'sound') return verification.head;
  throw new JournalError(
    'broken',
    `the log ${path} does not hold together: ${verification.text}. rackd does not run on it. Keep the file as evidence.`,
  );
}

/** The bytes of a body, refused if they cannot be a row. */
function bodyText(body: Readonly<Record<string, unknown>>, stamp: Stamp): string {
  for (const key of ['at', 'monoMs', 'boot']) {
    if (key in body) throw new JournalError('refused', `a row may not bring its own "${key}": the log stamps it`);
  }
  const text = JSON.stringify({ ...body, ...stamp });
  const bytes = Buffer.byteLength(text);
  if (bytes > BODY_BYTES_MAX) {
    throw new JournalError('refused', `a row of ${bytes} bytes is too large for the log (at most ${BODY_BYTES_MAX})`);
  }
  return text;
}

/** Rows leave the log only if they are what went in: disks and memories flip bits (SAF-8). */
function trusted(row: ForeignRow, path: string): Row {
  const hash = rowHash(row.previousHash, row.seq, row.body);
  if (Buffer.compare(hash, row.hash) !== 0) {
    throw new JournalError(
      'broken',
      `row ${row.seq} of the log ${path} was altered since rackd started. Stop and verify.`,
    );
  }
  return { ...row, body: Buffer.from(row.body as Uint8Array).toString('utf8') };
}

class SqliteJournal implements Journal {
  readonly #db: Db;
  readonly #path: string;
  readonly #stamp: () => Stamp;
  readonly #insert: Database.Transaction<(rows: readonly Row[]) => void>;
  readonly #read: (fromSeq: number) => IterableIterator<ForeignRow>;
  readonly #listeners = new Set<(rows: readonly Row[]) => void>();
  #head: Head;
  /** Once a write failed for any reason but a full disk, nothing is known about what the disk holds: no more writing. */
  #distrust: JournalError | undefined;

  constructor(db: Db, path: string, head: Head, stamp: () => Stamp) {
    this.#db = db;
    this.#path = path;
    this.#head = head;
    this.#stamp = stamp;
    this.#read = readRows(db);
    const insert = db.prepare('INSERT INTO rows(seq, body, previous_hash, hash) VALUES (?, ?, ?, ?)');
    this.#insert = db.transaction((rows) => {
      for (const row of rows) insert.run(row.seq, row.body, row.previousHash, row.hash);
    });
  }

  append(bodies: readonly Readonly<Record<string, unknown>>[]): Row[] {
    this.#assertOpen();
    if (this.#distrust !== undefined) throw this.#distrust;
    if (bodies.length > BODIES_MAX) {
      throw new JournalError('refused', `${bodies.length} rows in one append are too many (at most ${BODIES_MAX})`);
    }
    if (bodies.length === 0) return [];
    const rows = this.#chained(bodies);
    try {
      this.#insert.immediate(rows);
    } catch (error) {
      const journalError = asJournalError(error, this.#path, 'written');
      if (journalError.kind !== 'full') this.#distrust = journalError;
      throw journalError;
    }
    const newest = rows.at(-1) as Row;
    this.#head = { seq: newest.seq, hash: newest.hash };
    this.#tell(rows);
    return rows;
  }

  head(): Head {
    return this.#head;
  }

  rows(fromSeq: number, limit: number): Row[] {
    this.#assertOpen();
    const rows: Row[] = [];
    const most = Math.min(limit, READ_ROWS_MAX);
    if (most < 1) return rows;
    let bytes = 0;
    try {
      for (const stored of this.#read(fromSeq)) {
        bytes += stored.body.length;
        if (rows.length > 0 && bytes > READ_BYTES_MAX) break;
        rows.push(trusted(stored, this.#path));
        if (rows.length >= most) break;
      }
    } catch (error) {
      throw asJournalError(error, this.#path, 'read');
    }
    return rows;
  }

  onAppend(listener: (rows: readonly Row[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
    if (this.#db.open) this.#db.close();
  }

  #assertOpen(): void {
    if (!this.#db.open) throw new JournalError('closed', `the log ${this.#path} is closed`);
  }

  #chained(bodies: readonly Readonly<Record<string, unknown>>[]): Row[] {
    const stamp = this.#stamp();
    let { seq, hash } = this.#head;
    return bodies.map((content) => {
      const body = bodyText(content, stamp);
      const previousHash = hash;
      seq += 1;
      hash = rowHash(previousHash, seq, body);
      return { seq, body, previousHash, hash };
    });
  }

  #tell(rows: readonly Row[]): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(rows);
      } catch (error) {
        // The rows are durable whatever a follower thinks of them: the writer must not hear of it as a failed append.
        this.#listeners.delete(listener);
        process.emitWarning(`a follower of the log failed and is followed no more: ${String(error)}`, 'FarsideJournal');
      }
    }
  }
}

/** Opens or creates the log and takes it for this process alone; checks the chain first. Throws JournalError. */
export function openJournal(path: string, options: JournalOptions): Journal {
  const db = openOwned(path, options.maxBytes ?? LOG_BYTES_MAX);
  try {
    return new SqliteJournal(db, path, checkedHead(db, path), options.stamp);
  } catch (error) {
    db.close();
    throw asJournalError(error, path, 'read');
  }
}

/** Checks a whole log that no rackd has open. Changes no row. Throws JournalError if it cannot be read at all. */
export function verifyJournal(path: string, anchors: Anchors = {}): Verification {
  const db = openToRead(path);
  try {
    return check(db, anchors);
  } catch (error) {
    throw asJournalError(error, path, 'read');
  } finally {
    db.close();
  }
}
