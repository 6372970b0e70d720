// Rollback: a swap that is under way is turned back, before and after its reboot; a committed one is undone by a swap to the former image,
// which still lies in the other slot and is not written again.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RackClient, status } from '#proto/client.js';
import { verifyLive } from '#tools/rackctl/log.js';
import type { Bench } from '../bench/bench.js';
import { refusalOf } from './callers.js';
import { allServing, ended, eventOf, start, stateOf } from './follow.js';
import { heldImages, openFour, story } from './four-nodes.js';

describe('rollback', () => {
  let bench: Bench;
  let client: RackClient;
  let image: string;
  const rollback = (node: string, idempotencyKey = randomUUID()) =>
    client.rollback({ node, idempotencyKey, why: 'it smells' });
  const viewOf = async (node: string) => (await client.rack()).nodes.find(({ id }) => id === node);

  beforeAll(async () => {
    bench = await openFour();
    client = bench.client();
    [image = ''] = await heldImages(bench, client, { version: 'v2', platform: 'rauc' });
  });
  afterAll(() => bench.close());

  test('of a node that was never swapped: there is nothing to return to', async () => {
    const { code, text } = await refusalOf(rollback('f1'));
    expect(code).toBe(status.INVALID_ARGUMENT);
    expect(text).toMatch(/f1 has no former image to return to/);
  });

  test.each(['staging', 'validating'] as const)(
    'of a swap in %s',
    async (state) => {
      await allServing(client);
      const before = await viewOf('f1');
      const { swapId, seq } = await start(client, 'f1', image);
      await eventOf(client, swapId, seq, (event) => stateOf(event) === state);
      const key = randomUUID();
      const asked = await rollback('f1', key);
      expect(asked).toMatchObject({ swapId, repeated: false });
      expect(await rollback('f1', key)).toMatchObject({ swapId, repeated: true });
      const swap = await ended(client, swapId);
      expect(swap.state, await story(client, swapId)).toBe('fell-back');
      await allServing(client);
      const after = await viewOf('f1');
      expect(after).toMatchObject({ bootedSlot: 'A', knownGoodSlot: 'A', knownGoodImage: before?.knownGoodImage });
      // Before the reboot nothing was rebooted for it; after it the node came home by one.
      expect(after?.bootId === before?.bootId).toBe(state === 'staging');
    },
    60_000,
  );

  test('after a commit: back to the image before, and forth again, with nothing written', async () => {
    await allServing(client);
    const factory = (await viewOf('f2'))?.knownGoodImage ?? '';
    const { swapId } = await start(client, 'f2', image);
    expect((await ended(client, swapId)).state).toBe('committed');
    await allServing(client);
    const { ledger } = bench.rack.node('f2').model;
    const installs = ledger.count('install-started');

    for (const [slot, target] of [
      ['A', factory],
      ['B', image],
    ] as const) {
      const { swapId: back } = await rollback('f2');
      const swap = await ended(client, back);
      expect(swap, await story(client, back)).toMatchObject({ state: 'committed', goal: 'rollback', image: target });
      await allServing(client);
      expect(await viewOf('f2')).toMatchObject({ bootedSlot: slot, knownGoodSlot: slot, knownGoodImage: target });
    }
    expect(ledger.count('install-started')).toBe(installs);
    expect((await verifyLive(client)).kind).toBe('sound');
  }, 90_000);
});
