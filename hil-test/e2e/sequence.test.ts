// The event stream and the export across crashes of rackd: who resumes from the last row it saw plus one gets every row exactly once and in
// order, the export is what the database holds, and the stream says what the rows say.
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RackClient } from '#proto/client.js';
import type { rack } from '#proto/contract.js';
import { verifyFile } from '#tools/rackctl/log.js';
import type { Bench } from '../bench/bench.js';
import { allServing, ended, eventOf, start, stateOf, until } from './follow.js';
import { heldImages, openFour } from './four-nodes.js';
import { run } from './programs.js';

interface Stored {
  readonly seq: number;
  readonly body: string;
  readonly previousHash: string;
  readonly hash: string;
}

describe('rows of the log', () => {
  let bench: Bench;
  let client: RackClient;
  let image: string;

  beforeAll(async () => {
    bench = await openFour();
    client = bench.client();
    [image = ''] = await heldImages(bench, client, { version: 'v2', platform: 'rauc' });
  });
  afterAll(() => bench.close());

  test('come exactly once to a follower who resumes, over two crashes; the export is the database', async () => {
    const seen: rack.Event[] = [];
    let goOn = true;
    const breaks: unknown[] = [];
    const follower = (async () => {
      while (goOn) {
        const mine = bench.client();
        try {
          for await (const event of mine.watch((seen.at(-1)?.seq ?? 0) + 1)) {
            seen.push(event);
            if (!goOn) break;
          }
        } catch (error) {
          breaks.push(error);
          await new Promise((resolve) => setTimeout(resolve, 50));
        } finally {
          mine.close();
        }
      }
    })();

    const { swapId, seq } = await start(client, 'f1', image);
    // After the first crash it may find its way to either end; the second one comes on that way.
    for (const states of [['draining'], ['validating', 'falling-back']]) {
      await eventOf(client, swapId, seq, (event) => states.includes(stateOf(event) ?? ''));
      await bench.rackd.kill();
      await bench.startRackd();
      client = bench.client();
    }
    const swap = await ended(client, swapId);
    await allServing(client);
    const { logSeq } = await client.rack();
    await until('the follower to catch up', 10_000, () => ((seen.at(-1)?.seq ?? 0) >= logSeq ? true : undefined));
    goOn = false;
    // One more row, so that the follower's stream wakes and ends.
    await client.stop('the end');
    await follower;

    expect(breaks.length).toBeGreaterThan(0);
    expect(seen.map((event) => event.seq)).toEqual(Array.from({ length: seen.length }, (_, at) => at + 1));
    expect(seen.filter(({ kind }) => kind === 'rackd.started')).toHaveLength(3);
    const last = seen.filter((event) => event.swap === swapId && event.kind === 'swap.entered').at(-1);
    expect(last === undefined ? undefined : stateOf(last)).toBe(swap.state);

    const exported: rack.LogRow[] = [];
    for await (const row of client.log()) exported.push(row);
    const part: number[] = [];
    for await (const row of client.log(5, 9)) part.push(row.seq);
    expect(part).toEqual([5, 6, 7, 8, 9]);
    await bench.rackd.stop();

    const file = join(bench.dir, 'state', 'log.db');
    const db = new Database(file, { readonly: true });
    const stored = db
      .prepare<[], Stored>(
        'SELECT seq, body, lower(hex(previous_hash)) AS previousHash, lower(hex(hash)) AS hash FROM rows ORDER BY seq',
      )
      .all();
    db.close();
    // What was written after the export is only what the export could not know.
    expect(exported).toEqual(stored.slice(0, exported.length));
    expect(stored.length - exported.length).toBeLessThan(10);
    for (const event of seen) expect(event.body).toBe(stored[event.seq - 1]?.body);
    expect(await verifyFile(file)).toMatchObject({ kind: 'sound', rows: stored.length });

    // Somebody with the file in his hands: one word of one row, and the triggers that would have kept him from it taken away.
    const forged = join(bench.dir, 'forged.db');
    await copyFile(file, forged);
    const hands = new Database(forged);
    hands.exec('DROP TRIGGER rows_never_change');
    hands.prepare("UPDATE rows SET body = replace(body, 'the end', 'a joke')").run();
    hands.close();
    const verified = await run('tools/rackctl/main.js', ['log', 'verify', forged]);
    expect(verified.code).toBe(1);
    expect(verified.stdout).toMatch(/THE LOG WAS ALTERED at row \d+/);
    expect((await run('tools/rackctl/main.js', ['log', 'verify', file])).code).toBe(0);
  }, 240_000);
});
