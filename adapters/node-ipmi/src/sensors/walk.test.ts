// The walk of the repository against BMCs that lose reservations, carry only small pieces, lead back, or never end. Commands are answered by a table.
import { describe, expect, it } from 'vitest';

import type { Ask } from '../pieces.js';
import type { IpmiResult } from '../result.js';
import { done, unknown } from '../result.js';
import { readSensors } from './readings.js';
import { walkSdr } from './walk.js';

interface Asked {
  readonly name: string;
  readonly request: { reservation?: number; recordId?: number; offset?: number; count?: number } | undefined;
}
const refused = (code: number): IpmiResult<never> => ({ kind: 'refused', code, name: 'code', text: `code ${code}` });
const record = (id: number, body: number): Buffer =>
  Buffer.concat([Buffer.from([id & 0xff, id >> 8, 0x51, 0xc0, body]), Buffer.alloc(body, id)]);

/** A repository with these records; `fault` may answer in its place. */
function repository(
  records: readonly Buffer[],
  fault: (asked: Asked, turn: number) => IpmiResult<unknown> | undefined = () => undefined,
) {
  const log: Asked[] = [];
  const ask = (async (command: { name: string }, request: Asked['request']) => {
    const asked = { name: command.name, request };
    log.push(asked);
    const instead = fault(asked, log.length);
    if (instead !== undefined) return instead;
    if (command.name.startsWith('Reserve')) return done(7);
    const at = request?.recordId === 0 ? 0 : records.findIndex((one) => one.readUInt16LE(0) === request?.recordId);
    const bytes = records[at];
    if (bytes === undefined) return refused(0xcb);
    const { offset = 0, count = 0 } = request ?? {};
    const next = records[at + 1]?.readUInt16LE(0) ?? 0xffff;
    return done({ nextRecordId: next, bytes: Buffer.from(bytes.subarray(offset, offset + count)) });
  }) as Ask;
  return { ask, log };
}
const RECORDS = [record(1, 40), record(2, 10), record(9, 100)];

describe('the walk', () => {
  it('reads every record whole, in pieces', async () => {
    const { ask, log } = repository(RECORDS);
    expect(await walkSdr(ask)).toEqual(done(RECORDS));
    expect(Math.max(...log.map(({ request }) => request?.count ?? 0))).toBe(32);
  });

  it('asks for less where the BMC cannot send as much', async () => {
    const { ask, log } = repository(RECORDS, ({ request }) => ((request?.count ?? 0) > 10 ? refused(0xca) : undefined));
    expect(await walkSdr(ask)).toEqual(done(RECORDS));
    // 32 and 16 are tried once, not once a record.
    expect(log.filter(({ request }) => (request?.count ?? 0) > 10)).toHaveLength(2);
  });

  it('starts again when its reservation is lost, and not for ever', async () => {
    const once = repository(RECORDS, (_, turn) => (turn === 4 ? refused(0xc5) : undefined));
    expect(await walkSdr(once.ask)).toEqual(done(RECORDS));
    expect(once.log.filter(({ name }) => name.startsWith('Reserve'))).toHaveLength(2);
    const always = repository(RECORDS, ({ request }) => ((request?.offset ?? 0) > 0 ? refused(0xc5) : undefined));
    expect(await walkSdr(always.ask)).toMatchObject({ kind: 'refused', code: 0xc5 });
    expect(always.log.filter(({ name }) => name.startsWith('Reserve'))).toHaveLength(4);
  });

  it('does without a reservation where there is none', async () => {
    const { ask } = repository(RECORDS, ({ name }) => (name.startsWith('Reserve') ? refused(0xc1) : undefined));
    expect(await walkSdr(ask)).toEqual(done(RECORDS));
  });

  it('ends where records lead back, and where they never end', async () => {
    const back = repository(RECORDS, ({ request }) =>
      request?.recordId === 9 && request.offset === 0 ? done({ nextRecordId: 1, bytes: record(9, 0) }) : undefined,
    );
    const walked = await walkSdr(back.ask);
    expect(walked.kind === 'done' && walked.value.map((one) => one.readUInt16LE(0))).toEqual([1, 2, 9, 1]);
    let next = 0;
    const endless = repository([], ({ name }) => {
      if (name.startsWith('Reserve')) return done(1);
      next += 1;
      return done({ nextRecordId: next % 0xffff, bytes: record(next % 0xffff, 0) });
    });
    const all = await walkSdr(endless.ask);
    expect(all.kind === 'done' && all.value.length).toBe(2048);
  });

  it('says so when nothing comes, or the link is gone', async () => {
    const empty = repository(RECORDS, ({ request }) =>
      (request?.offset ?? 0) > 0 ? done({ nextRecordId: 2, bytes: Buffer.alloc(0) }) : undefined,
    );
    expect(await walkSdr(empty.ask)).toMatchObject({ kind: 'unknown', text: expect.stringContaining('nothing came') });
    const gone = repository(RECORDS, (_, turn) => (turn === 3 ? unknown('no answer') : undefined));
    expect(await walkSdr(gone.ask)).toEqual(unknown('no answer'));
    expect(await readSensors(gone.ask)).toMatchObject({ kind: 'done', value: [] });
  });
});
