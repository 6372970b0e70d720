// Streams with real gRPC clients: resumable, in order, at the reader's pace, and dropped with a reason when nobody reads; health to its letter.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { type ClientReadableStream, status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RackSupervisor, type rack } from '#proto/contract.js';
import { ask, TestEdge } from './testing/fake-core.js';

const edge = new TestEdge();
beforeAll(() => edge.start());
afterAll(() => edge.stop());
afterEach(async () => {
  edge.core.isHealthy = true;
  await expect.poll(() => edge.core.listeners, { timeout: 5000 }).toBe(0);
});

type Numbered = { seq: number };

/** The first so many items, then the stream is cancelled. */
async function take<T extends Numbered>(stream: ClientReadableStream<T>, count: number): Promise<number[]> {
  const seqs: number[] = [];
  stream.on('error', () => undefined);
  for await (const item of stream) {
    seqs.push((item as T).seq);
    if (seqs.length === count) break;
  }
  stream.cancel();
  return seqs;
}
const statusOf = async (stream: ClientReadableStream<unknown>) => {
  stream.on('data', () => undefined);
  const [error] = (await once(stream, 'error')) as [{ code: number; details: string }];
  return error;
};
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

/**
 * A reader by bare HTTP/2 that takes nothing until it is told to: grpc-js's own client takes in whatever comes, so it can't play one.
 * What it is sent is held back by the window of 64 KiB.
 */
function slowReader(fromSeq: number) {
  const { certificate, key } = edge.files('base-1');
  const session = connect(`https://${edge.api.address}`, {
    ca: readFileSync(edge.pki.ca),
    cert: readFileSync(certificate),
    key: readFileSync(key),
  });
  const { path, requestSerialize, responseDeserialize } = RackSupervisor.service.WatchRack;
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  const message = requestSerialize({ fromSeq });
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([prefix, message]));
  const chunks: Buffer[] = [];
  let trailers: IncomingHttpHeaders | undefined;
  stream.on('trailers', (headers: IncomingHttpHeaders) => (trailers = headers));
  return {
    read: () => void stream.on('data', (chunk: Buffer) => chunks.push(chunk)),
    trailers: () => trailers,
    seqs() {
      const bytes = Buffer.concat(chunks);
      const seqs: number[] = [];
      for (let at = 0; at + 5 <= bytes.length; ) {
        const end = at + 5 + bytes.readUInt32BE(at + 1);
        if (end > bytes.length) break;
        seqs.push(Number(responseDeserialize(bytes.subarray(at + 5, end)).seq));
        at = end;
      }
      return seqs;
    },
    end() {
      stream.destroy();
      session.destroy();
    },
  };
}

describe('WatchRack', () => {
  it('gives the log from a row on, then goes on live, and can be resumed', async () => {
    edge.core.append(...range(1, 300).map((seq) => `row ${seq}`));
    const client = edge.client();
    expect(await take(client.watchRack({ fromSeq: 1 }), 300)).toEqual(range(1, 300));
    const rest = take(client.watchRack({ fromSeq: 290 }), 15);
    await expect.poll(() => edge.core.listeners).toBe(1);
    for (let i = 0; i < 4; i += 1) edge.core.append(`live ${i}`);
    expect(await rest).toEqual(range(290, 304));
  });

  it('from 0 gives the next event on', async () => {
    const head = edge.core.headSeq();
    const next = take(edge.client().watchRack({ fromSeq: 0 }), 2);
    await expect.poll(() => edge.core.listeners).toBe(1);
    edge.core.append('a', 'b');
    expect(await next).toEqual([head + 1, head + 2]);
  });

  it('says so when the log is not the one that was followed', async () => {
    const error = await statusOf(edge.client().watchRack({ fromSeq: 100_000 }));
    expect(error.code).toBe(status.OUT_OF_RANGE);
    expect(error.details).toContain('this is not the log that was followed');
  });

  it('lets a reader that pauses catch up, without reading ahead for it', async () => {
    const first = edge.core.headSeq() + 1;
    edge.core.append(...range(1, 400).map(() => 'x'.repeat(20_000)));
    const readsBefore = edge.core.reads;
    const reader = slowReader(first);
    await new Promise((resolve) => setTimeout(resolve, 300));
    // Eight megabytes are due; what fits into windows and buffers was fetched, and no more.
    expect(edge.core.reads - readsBefore).toBeLessThan(5);
    reader.read();
    await expect.poll(() => reader.seqs().length, { timeout: 10_000 }).toBe(400);
    expect(reader.seqs()).toEqual(range(first, first + 399));
    reader.end();
  });

  it('drops a reader that takes nothing, and holds on to no memory for it', async () => {
    const first = edge.core.headSeq() + 1;
    edge.core.append(...range(1, 400).map(() => 'x'.repeat(20_000)));
    const reader = slowReader(first);
    await expect.poll(() => edge.core.listeners).toBe(1);
    await expect.poll(() => edge.core.listeners, { timeout: 5000 }).toBe(0);
    // Now it reads: what was under way to it, then why there is no more.
    reader.read();
    await expect.poll(() => reader.trailers(), { timeout: 5000 }).toBeDefined();
    expect(Number(reader.trailers()?.['grpc-status'])).toBe(status.RESOURCE_EXHAUSTED);
    expect(decodeURIComponent(String(reader.trailers()?.['grpc-message']))).toContain('ask again from the row after');
    const last = reader.seqs().at(-1) ?? first - 1;
    expect(last).toBeLessThan(first + 100);
    expect(reader.seqs()).toEqual(range(first, last));
    reader.end();
    // And it may come back for the rest.
    const rest = take(edge.client().watchRack({ fromSeq: last + 1 }), first + 399 - last);
    expect(await rest).toEqual(range(last + 1, first + 399));
  });

  it('takes so many streams and no more; one that goes makes room', async () => {
    const client = edge.client();
    const streams = range(1, 32).map(() => client.watchRack({ fromSeq: 0 }));
    for (const stream of streams) stream.on('error', () => undefined);
    await expect.poll(() => edge.core.listeners).toBe(32);
    expect(await statusOf(client.watchRack({ fromSeq: 0 }))).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    // A crowd at this door keeps nobody from another, nor from stopping.
    expect(await ask(client, client.emergencyStop, { why: 'x' })).toHaveProperty('answer');
    const local = edge.socket('look').watchRack({ fromSeq: 0 });
    local.on('error', () => undefined);
    await expect.poll(() => edge.core.listeners).toBe(33);
    for (const stream of [...streams, local]) stream.cancel();
    await expect.poll(() => edge.core.listeners).toBe(0);
    const head = edge.core.headSeq();
    expect(await take(client.watchRack({ fromSeq: head }), 1)).toEqual([head]);
  });
});

describe('ExportLog', () => {
  const all = async (request: { fromSeq: number; toSeq: number }) => {
    const rows: rack.LogRow[] = [];
    for await (const row of edge.client().exportLog(request)) rows.push(row as rack.LogRow);
    return rows;
  };

  it('gives what is there, as it is stored, and ends', async () => {
    const head = edge.core.headSeq();
    const rows = await all({ fromSeq: 0, toSeq: 0 });
    expect(rows.map(({ seq }) => seq)).toEqual(range(1, head));
    expect(rows[0]).toEqual({ seq: 1, body: 'row 1', hash: 'ab', previousHash: 'cd' });
    expect((await all({ fromSeq: 5, toSeq: 7 })).map(({ seq }) => seq)).toEqual([5, 6, 7]);
  });

  it('refuses a range that is none', async () => {
    const client = edge.client();
    const head = edge.core.headSeq();
    expect(await statusOf(client.exportLog({ fromSeq: 1, toSeq: head + 1 }))).toMatchObject({
      code: status.OUT_OF_RANGE,
    });
    expect(await statusOf(client.exportLog({ fromSeq: 3, toSeq: 2 }))).toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
  });

  it('does not pass a gap off as an end', async () => {
    const { rows } = edge.core;
    edge.core.rows = (from, limit) => (from > 3 ? [] : rows.call(edge.core, from, Math.min(limit, 4 - from)));
    try {
      await expect(all({ fromSeq: 1, toSeq: 5 })).rejects.toMatchObject({ code: status.OUT_OF_RANGE });
    } finally {
      edge.core.rows = rows;
    }
  });
});

describe('grpc.health.v1', () => {
  it('checks the whole server and each service, and knows no other', async () => {
    const health = edge.health(edge.as('stranger'));
    for (const service of ['', 'farside.rack.v1.RackSupervisor']) {
      expect(await ask(health, health.check, { service })).toMatchObject({ answer: { status: 'SERVING' } });
    }
    edge.core.isHealthy = false;
    expect(await ask(health, health.check, { service: '' })).toMatchObject({ answer: { status: 'NOT_SERVING' } });
    expect(await ask(health, health.check, { service: 'x' })).toMatchObject({ code: status.NOT_FOUND });
  });

  it('watches: now, then each change; an unknown service is said to be that, and the stream stays', async () => {
    const health = edge.health();
    const stream = health.watch({ service: '' });
    const seen: string[] = [];
    stream.on('data', (answer: { status: string }) => seen.push(answer.status)).on('error', () => undefined);
    await expect.poll(() => seen).toEqual(['SERVING']);
    edge.core.isHealthy = false;
    await expect.poll(() => seen).toEqual(['SERVING', 'NOT_SERVING']);
    edge.core.isHealthy = true;
    await expect.poll(() => seen).toEqual(['SERVING', 'NOT_SERVING', 'SERVING']);
    stream.cancel();

    const unknown = health.watch({ service: 'nonsense' });
    const answers: string[] = [];
    let over = false;
    unknown.on('data', (answer: { status: string }) => answers.push(answer.status));
    unknown.on('error', () => undefined).on('end', () => (over = true));
    await expect.poll(() => answers).toEqual(['SERVICE_UNKNOWN']);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect({ answers, over }).toEqual({ answers: ['SERVICE_UNKNOWN'], over: false });
    unknown.cancel();
  });
});

describe('close', () => {
  it('tells those who follow, and ends soon', async () => {
    const other = new TestEdge();
    await other.start();
    const stream = other.client().watchRack({ fromSeq: 0 });
    const ended = statusOf(stream);
    await expect.poll(() => other.core.listeners).toBe(1);
    await other.stop();
    expect(await ended).toMatchObject({ code: status.UNAVAILABLE, details: expect.stringContaining('rackd ends') });
    expect(other.core.listeners).toBe(0);
  });
});
