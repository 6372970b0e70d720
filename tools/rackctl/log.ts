// `rackctl log`: writes the rack's event log to a file of one JSON object a line, and verifies a log: live, exported, or the database itself.
// Never changes a log.
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ChainVerifier, hashText, parseHash, type Verification } from '#daemon/journal/chain.js';
import { verifyJournal } from '#daemon/journal/journal.js';
import type { RackClient } from '#proto/client.js';
import type { rack } from '#proto/contract.js';

interface LogLine {
  readonly seq: number;
  readonly body: string;
  readonly previousHash: string;
  readonly hash: string;
}

const NOTHING = new Uint8Array();
const foreign = ({ seq, body, previousHash, hash }: LogLine) => ({
  seq,
  body,
  previousHash: parseHash(previousHash) ?? NOTHING,
  hash: parseHash(hash) ?? NOTHING,
});

const lineOf = ({ seq, body, previousHash, hash }: rack.LogRow): string =>
  `${JSON.stringify({ seq, body, previousHash, hash })}\n`;

async function* lines(rows: AsyncIterable<rack.LogRow>): AsyncGenerator<string> {
  for await (const row of rows) yield lineOf(row);
}

export async function exportLog(client: RackClient, file: string | undefined): Promise<void> {
  const source = Readable.from(lines(client.log()));
  if (file === undefined) await pipeline(source, process.stdout, { end: false });
  else await pipeline(source, createWriteStream(file, { flags: 'wx', mode: 0o640 }));
}

/** The live log against the head that the rack itself reported before. */
export async function verifyLive(client: RackClient): Promise<Verification> {
  const { logSeq, logHead } = await client.rack();
  const verifier = new ChainVerifier({ kept: [{ seq: logSeq, hash: parseHash(logHead) ?? NOTHING }] });
  for await (const row of client.log(1, logSeq)) if (!verifier.add(foreign(row))) break;
  return verifier.end();
}

async function isDatabase(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.toString('latin1').startsWith('SQLite format 3');
  } finally {
    await handle.close();
  }
}

export async function verifyFile(file: string): Promise<Verification> {
  if (await isDatabase(file)) return verifyJournal(file);
  const verifier = new ChainVerifier();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    let row: LogLine;
    try {
      row = JSON.parse(line) as LogLine;
    } catch {
      row = { seq: Number.NaN, body: '', previousHash: '', hash: '' };
    }
    if (!verifier.add(foreign(row))) break;
  }
  return verifier.end();
}

export const verificationView = (verification: Verification) =>
  verification.kind === 'sound'
    ? {
        ok: true,
        rows: verification.rows,
        head: { seq: verification.head.seq, hash: hashText(verification.head.hash) },
      }
    : { ok: false, seq: verification.seq, problem: verification.problem, text: verification.text };
