// The SQLite file under the log: how it is opened, whose it is, and how rows are read from it. Full durability, one owner at a time.
// Nothing in this process may ever open the file by other means: closing any other descriptor of it would drop SQLite's lock (POSIX fcntl).
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { ForeignRow } from './chain.js';
import { asJournalError, JournalError } from './journal-error.js';

/** "FARS". */
const APPLICATION_ID = 0x46415253;
const FORMAT = 1;
const LOCK_WAIT_MS = 500;
const WAL_KEEP_BYTES = 16 * 1024 * 1024;

/** Append-only also for whoever opens the file with another tool by mistake. The chain is what finds those who mean it. */
const SCHEMA = `
  CREATE TABLE rows(
    seq INTEGER PRIMARY KEY,
    body TEXT NOT NULL,
    previous_hash BLOB NOT NULL,
    hash BLOB NOT NULL
  ) STRICT;
  CREATE TRIGGER rows_never_change BEFORE UPDATE ON rows BEGIN SELECT RAISE(ABORT, 'rows of the log never change'); END;
  CREATE TRIGGER rows_never_go BEFORE DELETE ON rows BEGIN SELECT RAISE(ABORT, 'rows of the log never go'); END;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT};
`;

type Db = Database.Database;
const pragmaNumber = (db: Db, name: string): number => Number(db.pragma(name, { simple: true }));

/**
 * Creates the file for its owner alone, and makes its name durable. A file that is there is not even opened: closing the descriptor
 * again would drop the lock of a log that this very process has open.
 */
function create(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  const directory = openSync(dirname(path), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

function refuseForeign(db: Db, path: string): 'new' | 'ours' {
  const applicationId = pragmaNumber(db, 'application_id');
  const format = pragmaNumber(db, 'user_version');
  const tables = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number };
  if (applicationId === 0 && format === 0 && tables.n === 0) return 'new';
  if (applicationId !== APPLICATION_ID) {
    throw new JournalError(
      'foreign',
      `${path} is a database of something else, not a log of Farside. Nothing was changed.`,
    );
  }
  if (format !== FORMAT) {
    throw new JournalError(
      'foreign',
      `the log ${path} has format ${format}; this rackd reads format ${FORMAT}. Run the rackd that wrote it. Nothing was changed.`,
    );
  }
  return 'ours';
}

/** Takes the file for this process alone and at once, until it is closed or the process ends, however it ends. */
export function openOwned(path: string, maxBytes: number): Db {
  let db: Db | undefined;
  try {
    create(path);
    db = new Database(path, { timeout: LOCK_WAIT_MS });
    // Before the first read: a WAL opened under this mode keeps its index in memory and its lock to the end.
    db.pragma('locking_mode = EXCLUSIVE');
    const kind = refuseForeign(db, path);
    if (db.pragma('journal_mode = WAL', { simple: true }) !== 'wal') {
      throw new JournalError(
        'io',
        `the log ${path} cannot be written ahead (WAL) on this file system. Use a local disk.`,
      );
    }
    db.pragma('synchronous = FULL');
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    db.pragma(`journal_size_limit = ${WAL_KEEP_BYTES}`);
    db.pragma(`max_page_count = ${Math.max(1, Math.floor(maxBytes / pragmaNumber(db, 'page_size')))}`);
    db.exec(`BEGIN EXCLUSIVE; ${kind === 'new' ? SCHEMA : ''} COMMIT`);
    return db;
  } catch (error) {
    db?.close();
    throw asJournalError(error, path, 'opened');
  }
}

/** For looking only. Fails while a rackd owns the file, and keeps one from starting while it is open. */
export function openToRead(path: string): Db {
  let db: Db | undefined;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true, timeout: LOCK_WAIT_MS });
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    if (refuseForeign(db, path) === 'new') throw new JournalError('foreign', `${path} is empty: no log of Farside.`);
    return db;
  } catch (error) {
    db?.close();
    throw asJournalError(error, path, 'opened');
  }
}

interface StoredRow {
  readonly seq: number;
  readonly body: Buffer;
  readonly previousHash: Buffer;
  readonly hash: Buffer;
}

/** Rows from `fromSeq` on, in order, as they lie on the disk: bodies as bytes, for text would hide damage to its encoding. */
export function readRows(db: Db): (fromSeq: number) => IterableIterator<ForeignRow> {
  const statement = db.prepare<[number], StoredRow>(
    'SELECT seq, CAST(body AS BLOB) AS body, previous_hash AS previousHash, hash FROM rows WHERE seq >= ? ORDER BY seq',
  );
  return (fromSeq) => statement.iterate(fromSeq);
}
