// The tamper matrix of the chain: every bit, every deletion, every swap of two rows is found, and a cut tail against a kept head.
import { describe, expect, it } from 'vitest';
import { ChainVerifier, GENESIS, hashText, parseHash, type Row, rowHash, verifyRows } from './chain.js';

function chain(count: number): Row[] {
  const rows: Row[] = [];
  let previousHash = GENESIS.hash;
  for (let seq = 1; seq <= count; seq += 1) {
    const body = JSON.stringify({ kind: 'swap.entered', node: `n0${seq}`, why: 'Prüfung � bestanden' });
    const hash = rowHash(previousHash, seq, body);
    rows.push({ seq, body, previousHash, hash });
    previousHash = hash;
  }
  return rows;
}

const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
  return copy;
};

describe('verifyRows', () => {
  const rows = chain(5);
  const head = rows[4] as Row;

  it('finds a sound chain sound and tells its head', () => {
    expect(verifyRows(rows)).toEqual({ kind: 'sound', rows: 5, head: { seq: 5, hash: head.hash } });
    expect(verifyRows([])).toEqual({ kind: 'sound', rows: 0, head: GENESIS });
  });

  it('pins the bytes that are hashed: a log written today must verify for ever (G-22)', () => {
    expect(hashText(rowHash(GENESIS.hash, 1, '{"kind":"rackd.started"}'))).toBe(
      '5e3d5e3b8d5de3246e6973f32962ee6baa0ca3b40acec4fff907a404ce899d2b',
    );
  });

  it('finds every flipped bit of every row, in body and hashes', () => {
    let tried = 0;
    for (const [index, row] of rows.entries()) {
      const body = Buffer.from(row.body);
      for (const field of ['body', 'previousHash', 'hash'] as const) {
        const bytes = field === 'body' ? body : row[field];
        for (let bit = 0; bit < bytes.length * 8; bit += 1) {
          const changed = rows.map((each, at) => (at === index ? { ...each, [field]: flipped(bytes, bit) } : each));
          const verification = verifyRows(changed);
          // The hash of the very last row changes nothing after it, but no longer fits its body.
          expect(verification.kind, `row ${row.seq}, ${field}, bit ${bit}`).toBe('broken');
          tried += 1;
        }
      }
    }
    expect(tried).toBeGreaterThan(4000);
  });

  it('sees bytes that decode to the same text', () => {
    // U+FFFD (EF BF BD) replaced by a stray byte reads back as U+FFFD: only the bytes tell.
    const bytes = Buffer.from((rows[0] as Row).body);
    const at = bytes.indexOf(Buffer.from('�'));
    const forged = Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff]), bytes.subarray(at + 3)]);
    expect(forged.toString()).toBe((rows[0] as Row).body);
    expect(verifyRows([{ ...(rows[0] as Row), body: forged }])).toMatchObject({ kind: 'broken', problem: 'hash' });
  });

  it('finds every deletion but the tail’s, and every swap of two rows', () => {
    for (let gone = 0; gone < 4; gone += 1) {
      const less = rows.filter((_, at) => at !== gone);
      expect(verifyRows(less)).toMatchObject({ kind: 'broken', problem: 'gap', seq: gone + 2 });
      const renumbered = less.map((row, at) => ({ ...row, seq: at + 1 }));
      expect(verifyRows(renumbered)).toMatchObject({ kind: 'broken', seq: gone + 1 });
    }
    for (let a = 0; a < 5; a += 1) {
      for (let b = a + 1; b < 5; b += 1) {
        const swapped = rows.map((row, at) => (at === a ? (rows[b] as Row) : at === b ? (rows[a] as Row) : row));
        expect(verifyRows(swapped).kind).toBe('broken');
      }
    }
    expect(verifyRows([...rows, head])).toMatchObject({ kind: 'broken', problem: 'order' });
  });

  it('finds a cut tail and a rewritten log against a head that the site kept', () => {
    const kept = [{ seq: 5, hash: head.hash }];
    expect(verifyRows(rows, { kept }).kind).toBe('sound');
    for (let length = 0; length < 5; length += 1) {
      const verification = verifyRows(rows.slice(0, length), { kept });
      expect(verification).toMatchObject({ kind: 'broken', problem: 'truncated', seq: length });
    }
    const other = { seq: 3, hash: rowHash(GENESIS.hash, 3, 'another log') };
    expect(verifyRows(rows, { kept: [other] })).toMatchObject({ kind: 'broken', problem: 'other-log', seq: 3 });
    expect(verifyRows(rows, { kept: [{ seq: 3, hash: (rows[2] as Row).hash }] }).kind).toBe('sound');
  });

  it('checks a part of a log from the row before it', () => {
    const after = { seq: 2, hash: (rows[1] as Row).hash };
    expect(verifyRows(rows.slice(2), { after })).toMatchObject({ kind: 'sound', rows: 3 });
    expect(verifyRows(rows.slice(2)).kind).toBe('broken');
    expect(verifyRows(rows.slice(2), { after: { seq: 2, hash: head.hash } })).toMatchObject({ problem: 'link' });
    expect(verifyRows(rows.slice(2), { after, kept: [{ seq: 2, hash: head.hash }] })).toMatchObject({
      problem: 'other-log',
    });
  });

  it('survives rows that cannot be rows', () => {
    for (const seq of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
      expect(verifyRows([{ ...(rows[0] as Row), seq }]).kind).toBe('broken');
    }
    for (const hash of [new Uint8Array(0), new Uint8Array(31), new Uint8Array(33)]) {
      expect(verifyRows([{ ...(rows[0] as Row), hash }]).kind).toBe('broken');
      expect(verifyRows([{ ...(rows[0] as Row), previousHash: hash }]).kind).toBe('broken');
    }
  });

  it('stays broken, whatever comes after', () => {
    const verifier = new ChainVerifier();
    expect(verifier.add(rows[1] as Row)).toBe(false);
    expect(verifier.add(rows[0] as Row)).toBe(false);
    expect(verifier.end().kind).toBe('broken');
  });
});

describe('parseHash', () => {
  it('takes what hashText gives and nothing else', () => {
    const text = hashText(rowHash(GENESIS.hash, 1, ''));
    expect(parseHash(text)).toEqual(Buffer.from(text, 'hex'));
    for (const bad of ['', text.slice(1), `${text}0`, text.toUpperCase(), `${text.slice(2)}zz`, ` ${text}`]) {
      expect(parseHash(bad)).toBeUndefined();
    }
  });
});
