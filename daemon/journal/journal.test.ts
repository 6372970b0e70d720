// The log engine against the real SQLite: durability under kill -9, one owner, full disk, damage to the file, foreign files.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyRows } from './chain.js';
import { type Journal, openJournal, verifyJournal } from './journal.js';
import { JournalError } from './journal-error.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'farside-journal-'));
// Child processes run the same sources, with types stripped, from a place where node_modules is found.
const cache = join(here, '../../.cache');
mkdirSync(cache, { recursive: true });
const stripped = mkdtempSync(join(cache, 'journal-'));
let files = 0;
const newPath = () => join(directory, `log-${(files += 1)}.sqlite`);

let monoMs = 0;
const stamp = () => ({ at: '2031-05-04T03:02:01.000Z', monoMs: (monoMs += 1), boot: 'boot-1' });
const open = (path: string, maxBytes?: number) => openJournal(path, { stamp, ...(maxBytes && { maxBytes }) });

function errorOf(act: () => unknown): JournalError {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(JournalError);
    return error as JournalError;
  }
  throw new Error('nothing was thrown');
}

const CHILD = `
import { openJournal } from './journal.js';
const [path, mode] = process.argv.slice(2);
let monoMs = 0;
const stamp = () => ({ at: new Date().toISOString(), monoMs: (monoMs += 1), boot: 'boot-' + process.pid });
try {
  const journal = openJournal(path, { stamp });
  process.stdout.write('open ' + journal.head().seq + '\\n');
  if (mode === 'hold') setInterval(() => {}, 1000);
  else {
    // One line for each append that returned: written synchronously, so a line read is a row acknowledged.
    const { writeSync } = await import('node:fs');
    for (let i = 0; i < 100000; i += 1) {
      const rows = journal.append([{ i, half: 1 }, { i, half: 2 }]);
      writeSync(1, 'ack ' + rows[1].seq + ' ' + Buffer.from(rows[1].hash).toString('hex') + '\\n');
    }
  }
} catch (error) {
  process.stdout.write('error ' + error.kind + ' ' + error.message + '\\n');
  process.exitCode = 3;
}
`;

function child(path: string, mode: 'hold' | 'write'): ChildProcess {
  return spawn(process.execPath, [join(stripped, 'child.mjs'), path, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
}

beforeAll(() => {
  writeFileSync(join(stripped, 'package.json'), '{"type":"module"}');
  writeFileSync(join(stripped, 'child.mjs'), CHILD);
  for (const name of readdirSync(here)) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
    const { outputText } = ts.transpileModule(readFileSync(join(here, name), 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
    });
    writeFileSync(join(stripped, name.replace(/\.ts$/, '.js')), outputText);
  }
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
  rmSync(stripped, { recursive: true, force: true });
});

describe('append and read', () => {
  it('chains, stamps, reads back and goes on after a restart', () => {
    const path = newPath();
    const journal = open(path);
    expect(journal.head().seq).toBe(0);
    const rows = journal.append([{ kind: 'a' }, { kind: 'b', text: 'Größe' }]);
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(JSON.parse(rows[1]?.body ?? '')).toEqual({
      kind: 'b',
      text: 'Größe',
      at: '2031-05-04T03:02:01.000Z',
      monoMs,
      boot: 'boot-1',
    });
    expect(journal.append([])).toEqual([]);
    journal.close();

    const again = open(path);
    expect(again.head()).toEqual({ seq: 2, hash: rows[1]?.hash });
    expect(again.rows(1, 10)).toEqual(rows);
    expect(again.rows(2, 10)).toEqual(rows.slice(1));
    expect(again.rows(1, 1)).toEqual(rows.slice(0, 1));
    expect(again.rows(3, 10)).toEqual([]);
    expect(again.rows(1, 0)).toEqual([]);
    const more = again.append([{ kind: 'c' }]);
    expect(verifyRows([...rows, ...more])).toMatchObject({ kind: 'sound', rows: 3 });
    again.close();
    expect(verifyJournal(path)).toMatchObject({ kind: 'sound', rows: 3 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('refuses what cannot be a row and stays as it was', () => {
    const journal = open(newPath());
    const refusals: Record<string, unknown>[][] = [
      [{ ok: 1 }, { text: 'x'.repeat(256 * 1024) }],
      [{ at: 'forged' }],
      [{ monoMs: 0 }],
      [{ boot: 'another' }],
      Array.from({ length: 1001 }, () => ({})),
    ];
    for (const bodies of refusals) expect(errorOf(() => journal.append(bodies)).kind).toBe('refused');
    const clearance = { toJSON: () => expect.fail('asked to serialise') };
    expect(() => journal.append([{ clearance }])).toThrow('asked to serialise');
    expect(journal.head().seq).toBe(0);
    expect(journal.rows(1, 10)).toEqual([]);
    expect(journal.append([{ ok: 1 }])[0]?.seq).toBe(1);
    journal.close();
    expect(errorOf(() => journal.append([{ ok: 1 }])).kind).toBe('closed');
    expect(errorOf(() => journal.rows(1, 1)).kind).toBe('closed');
  });

  it('bounds what one read returns', () => {
    const journal = open(newPath());
    const text = 'x'.repeat(200 * 1024);
    for (let i = 0; i < 50; i += 1) journal.append([{ text }]);
    const rows = journal.rows(1, 1_000_000);
    expect(rows.length).toBe(40);
    expect(journal.rows(41, 1_000_000).length).toBe(10);
    journal.close();
  });

  it('tells followers after the rows are durable, and outlives a follower that throws', () => {
    const path = newPath();
    const journal = open(path);
    const seen: number[] = [];
    const stop = journal.onAppend((rows) => {
      expect(journal.rows(rows[0]?.seq ?? 0, 10).length).toBe(rows.length);
      seen.push(...rows.map(({ seq }) => seq));
    });
    let calls = 0;
    journal.onAppend(() => {
      calls += 1;
      throw new Error('a broken follower');
    });
    journal.append([{}, {}]);
    journal.append([{}]);
    stop();
    journal.append([{}]);
    expect(seen).toEqual([1, 2, 3]);
    expect(calls).toBe(1);
    journal.close();
  });
});

describe('one owner', () => {
  it('keeps a second process out, in words, and lets it in when the first is killed', async () => {
    const path = newPath();
    const first = child(path, 'hold');
    const [line] = (await once(createInterface(first.stdout as NodeJS.ReadableStream), 'line')) as [string];
    expect(line).toBe('open 0');

    const second = child(path, 'hold');
    const [said] = (await once(createInterface(second.stdout as NodeJS.ReadableStream), 'line')) as [string];
    expect(said).toContain(
      'error held another rackd (or rackctl log verify --exclusive) has the log of this rack open',
    );
    await once(second, 'exit');
    // Also for this process, and for whoever only wants to look.
    expect(errorOf(() => open(path)).kind).toBe('held');
    expect(errorOf(() => verifyJournal(path)).message).toContain('has the log of this rack open');

    first.kill('SIGKILL');
    await once(first, 'exit');
    const journal = open(path);
    expect(journal.append([{ kind: 'mine' }])[0]?.seq).toBe(1);
    journal.close();
  });

  it('keeps a second opener in the same process out, without losing the lock to another process by it', async () => {
    const path = newPath();
    const journal = open(path);
    expect(errorOf(() => open(path)).kind).toBe('held');
    expect(errorOf(() => verifyJournal(path)).kind).toBe('held');
    const other = child(path, 'hold');
    const [said] = (await once(createInterface(other.stdout as NodeJS.ReadableStream), 'line')) as [string];
    expect(said).toContain('error held');
    await once(other, 'exit');
    expect(journal.append([{}])[0]?.seq).toBe(1);
    journal.close();
  });
});

describe('kill -9', () => {
  it('loses no acknowledged row and never keeps half an append, 12 times over', async () => {
    const path = newPath();
    let acknowledged = 0;
    for (let round = 0; round < 12; round += 1) {
      const writer = child(path, 'write');
      const acks: { seq: number; hash: string }[] = [];
      const lines = createInterface(writer.stdout as NodeJS.ReadableStream);
      const enough = 3 + round * 7;
      for await (const line of lines) {
        const [word, seq, hash] = line.split(' ');
        if (word === 'ack') acks.push({ seq: Number(seq), hash: hash ?? '' });
        if (acks.length === enough) writer.kill('SIGKILL');
      }
      const newest = acks.at(-1);
      expect(newest).toBeDefined();
      const journal = open(path);
      const stored = new Map(journal.rows(1, 10_000).map((row) => [row.seq, Buffer.from(row.hash).toString('hex')]));
      for (const ack of acks) expect(stored.get(ack.seq)).toBe(ack.hash);
      expect(journal.head().seq).toBeGreaterThanOrEqual(newest?.seq ?? 0);
      expect(journal.head().seq % 2).toBe(0);
      journal.close();
      expect(verifyJournal(path)).toMatchObject({ kind: 'sound' });
      acknowledged += acks.length;
    }
    expect(acknowledged).toBeGreaterThan(400);
  });
});

describe('a full disk', () => {
  it('is an error in words, writes nothing by halves, and is over when there is room', () => {
    const path = newPath();
    const small = open(path, 64 * 1024);
    let error: JournalError | undefined;
    for (let i = 0; i < 100 && error === undefined; i += 1) {
      try {
        small.append([
          { i, half: 1, text: 'x'.repeat(1500) },
          { i, half: 2, text: 'y'.repeat(1500) },
        ]);
      } catch (thrown) {
        error = thrown as JournalError;
      }
    }
    expect(error).toBeInstanceOf(JournalError);
    expect(error?.kind).toBe('full');
    expect(error?.message).toMatch(/no space is left for it\. Nothing was written/);
    const head = small.head();
    expect(head.seq % 2).toBe(0);
    expect(small.rows(1, 1000).length).toBe(head.seq);
    // Full is not broken: it says so again, and reading goes on.
    expect(errorOf(() => small.append([{ text: 'z'.repeat(8000) }])).kind).toBe('full');
    expect(small.head()).toEqual(head);
    small.close();
    expect(verifyJournal(path, { kept: [head] })).toMatchObject({ kind: 'sound', rows: head.seq });

    const roomy = open(path);
    expect(roomy.append([{ text: 'z'.repeat(8000) }])[0]?.seq).toBe(head.seq + 1);
    roomy.close();
  });
});

describe('damage and foreign files', () => {
  function written(): { path: string; journal: Journal } {
    const path = newPath();
    const journal = open(path);
    for (let i = 0; i < 4; i += 1) journal.append([{ kind: 'row', i, text: `evidence ${i}` }]);
    return { path, journal };
  }

  it('no flipped byte of the file changes what is read without being found', () => {
    const { path, journal } = written();
    const kept = [journal.head()];
    journal.close();
    const original = readFileSync(path);
    const copy = newPath();
    let found = 0;
    // Every byte of the last page (where the rows lie) that is not free space, and a sample of the rest.
    const at = [...original.keys()].filter((i) => i % 61 === 0 || (i > original.length - 4096 && original[i] !== 0));
    for (const i of at) {
      const damaged = Buffer.from(original);
      damaged[i] = (damaged[i] as number) ^ 0x15;
      for (const end of ['-wal', '-shm']) rmSync(copy + end, { force: true });
      writeFileSync(copy, damaged);
      try {
        const verification = verifyJournal(copy, { kept });
        if (verification.kind === 'broken') found += 1;
        else expect(verification.rows).toBe(4);
      } catch (error) {
        expect(error).toBeInstanceOf(JournalError);
        found += 1;
      }
    }
    expect(found).toBeGreaterThan(400);
  });

  it('does not start on a log that was altered with SQL', () => {
    const alterations = [
      "UPDATE rows SET body = replace(body, 'evidence 2', 'evidence 7') WHERE seq = 3",
      'DELETE FROM rows WHERE seq = 2',
      'DELETE FROM rows WHERE seq = 1',
      'UPDATE rows SET seq = 9 WHERE seq = 4',
      'UPDATE rows SET hash = zeroblob(32) WHERE seq = 4',
      "UPDATE rows SET previous_hash = x'' WHERE seq = 2",
      "INSERT INTO rows VALUES (5, '{}', (SELECT hash FROM rows WHERE seq = 4), zeroblob(32))",
    ];
    for (const sql of alterations) {
      const { path, journal } = written();
      journal.close();
      const db = new Database(path);
      expect(() => db.exec(sql.startsWith('INSERT') ? 'DELETE FROM rows' : sql)).toThrow(/rows of the log never/);
      db.exec('DROP TRIGGER rows_never_change; DROP TRIGGER rows_never_go');
      db.exec(sql);
      db.close();
      expect(verifyJournal(path).kind, sql).toBe('broken');
      expect(
        errorOf(() => open(path)),
        sql,
      ).toMatchObject({ kind: 'broken' });
      expect(errorOf(() => open(path)).message).toContain('Keep the file as evidence');
    }
  });

  it('finds a cut tail only against a kept head: that is what the site keeps heads for', () => {
    const { path, journal } = written();
    const kept = [journal.head()];
    journal.close();
    const db = new Database(path);
    db.exec('DROP TRIGGER rows_never_go; DELETE FROM rows WHERE seq > 2');
    db.close();
    expect(verifyJournal(path).kind).toBe('sound');
    expect(verifyJournal(path, { kept })).toMatchObject({ kind: 'broken', problem: 'truncated' });
  });

  it('leaves files alone that are not its own', () => {
    const text = newPath();
    writeFileSync(text, 'rack: rack-07\n'.repeat(200));
    expect(errorOf(() => open(text))).toMatchObject({ kind: 'foreign' });
    expect(readFileSync(text, 'utf8')).toBe('rack: rack-07\n'.repeat(200));

    const foreign = newPath();
    const db = new Database(foreign);
    db.exec('CREATE TABLE bookmarks(url TEXT)');
    db.close();
    expect(errorOf(() => open(foreign)).message).toContain('a database of something else');
    expect(errorOf(() => verifyJournal(foreign)).kind).toBe('foreign');

    const newer = newPath();
    open(newer).close();
    const raise = new Database(newer);
    raise.pragma('user_version = 2');
    raise.close();
    expect(errorOf(() => open(newer)).message).toContain('has format 2; this rackd reads format 1');

    expect(errorOf(() => open(join(directory, 'no/such/place/log.sqlite'))).kind).toBe('io');
    expect(errorOf(() => open(directory)).kind).toBe('io');
    expect(errorOf(() => verifyJournal(join(directory, 'absent.sqlite'))).kind).toBe('io');
  });
});
