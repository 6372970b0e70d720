// The one error of the log engine: what happened to which log, and what to do. Callers tell cases apart by `kind`, people by the words.
// It never carries a row's body.

export type JournalErrorKind =
  /** Another process has the log open. */
  | 'held'
  /** The file is no log of ours, or one of a newer format. */
  | 'foreign'
  /** Rows do not hold together: altered, missing, out of order. */
  | 'broken'
  /** No space. Nothing was written; the same append may be tried again once there is room. */
  | 'full'
  /** The disk or the file system failed: this process may not trust what it wrote. Restart, which reads the log anew. */
  | 'io'
  /** The caller gave something that cannot be a row. Nothing was written. */
  | 'refused'
  | 'closed';

export class JournalError extends Error {
  readonly kind: JournalErrorKind;

  constructor(kind: JournalErrorKind, text: string, options?: { cause?: unknown }) {
    super(text, options);
    this.name = 'JournalError';
    this.kind = kind;
  }
}

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
};

/** SQLite's and the system's codes in words. `doing` completes "could not be …". */
export function asJournalError(error: unknown, path: string, doing: string): JournalError {
  if (error instanceof JournalError) return error;
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  const wrap = (kind: JournalErrorKind, words: string) => new JournalError(kind, words, { cause: error });
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED') || code === 'SQLITE_PROTOCOL') {
    return wrap(
      'held',
      `another rackd (or rackctl log verify --exclusive) has the log of this rack open: ${path}. Two may never run one rack: end the other one first.`,
    );
  }
  if (code === 'SQLITE_NOTADB') {
    return wrap('foreign', `${path} is not a log of Farside: it is no SQLite file. Nothing was changed.`);
  }
  if (code.startsWith('SQLITE_CORRUPT')) {
    return wrap('broken', `the log ${path} is damaged: SQLite cannot read it (${text}). Keep the file as evidence.`);
  }
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC' || code === 'EDQUOT') {
    return wrap(
      'full',
      `the log ${path} could not be ${doing}: no space is left for it. Nothing was written. Make room.`,
    );
  }
  return wrap(
    'io',
    `the log ${path} could not be ${doing}: ${text}${code === '' ? '' : ` (${code})`}. Check the disk and the file's owner, then restart.`,
  );
}
