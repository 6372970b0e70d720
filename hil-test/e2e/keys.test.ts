// Idempotency keys: the same request under the same key is one swap, whatever happens to rackd in between; another request under it is refused.
// And a node that is busy takes nothing else.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RackClient, status } from '#proto/client.js';
import { verifyLive } from '#tools/rackctl/log.js';
import type { Bench } from '../bench/bench.js';
import { refusalOf } from './callers.js';
import { allServing, ended, eventOf, start, stateOf } from './follow.js';
import { heldImages, openFour, story } from './four-nodes.js';

describe('idempotency keys', () => {
  let bench: Bench;
  let client: RackClient;
  let v2: string;
  let v3: string;
  const key = randomUUID();
  const installs = () => bench.rack.node('f1').model.ledger.count('install-started');
  async function requests(): Promise<number> {
    let count = 0;
    for await (const { body } of client.log()) if (body.includes('"swap.requested"')) count += 1;
    return count;
  }

  beforeAll(async () => {
    bench = await openFour();
    client = bench.client();
    const platform = 'rauc' as const;
    const digests = await heldImages(bench, client, { version: 'v2', platform }, { version: 'v3', platform });
    [v2 = '', v3 = ''] = digests;
  });
  afterAll(() => bench.close());

  test('used again while the swap runs, after a crash in the middle of it, and after its end: one swap', async () => {
    const first = await start(client, 'f1', v2, key);
    expect(first.repeated).toBe(false);
    const again = await start(client, 'f1', v2, key);
    expect(again).toEqual({ ...first, repeated: true });

    const { swapId, seq } = first;
    await eventOf(client, swapId, seq, (event) => stateOf(event) === 'staging');
    const busy = await refusalOf(start(client, 'f1', v3));
    expect(busy.code).toBe(status.FAILED_PRECONDITION);
    expect(busy.text).toMatch(new RegExp(`f1 is busy: ${swapId} \\(swap\\) is in staging\\. Ask again`));
    const other = await refusalOf(start(client, 'f2', v2, key));
    expect(other.code).toBe(status.ALREADY_EXISTS);
    expect(other.text).toMatch(
      new RegExp(`key was used for another request \\(it made ${swapId}\\); nothing was changed`),
    );

    await eventOf(client, swapId, seq, (event) => stateOf(event) === 'draining');
    await bench.rackd.kill();
    await bench.startRackd();
    client = bench.client();
    expect(await start(client, 'f1', v2, key)).toEqual({ ...first, repeated: true });
    const swap = await ended(client, swapId);
    expect(swap.state, await story(client, swapId)).toBe('committed');
    await allServing(client);

    const installed = installs();
    expect(await start(client, 'f1', v2, key)).toEqual({ ...first, repeated: true });
    expect((await refusalOf(start(client, 'f1', v3, key))).code).toBe(status.ALREADY_EXISTS);
    expect(await requests()).toBe(1);
    expect(installs()).toBe(installed);
    expect((await client.rack()).swaps.filter(({ endedSeq }) => endedSeq === 0)).toEqual([]);
    expect((await verifyLive(client)).kind).toBe('sound');
  }, 90_000);

  test('of another caller: no way to look like the one who asked first', async () => {
    const answer = await refusalOf(start(bench.socketClient(), 'f1', v2, key));
    expect(answer.code).toBe(status.ALREADY_EXISTS);
    expect(await requests()).toBe(1);
  });

  test('many at once with one key make one swap', async () => {
    const same = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => start(client, 'f2', v2, same)));
    expect(new Set(answers.map(({ swapId }) => swapId)).size).toBe(1);
    expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await requests()).toBe(2);
    expect((await ended(client, answers[0]?.swapId ?? '')).state).toBe('committed');
  }, 60_000);
});
