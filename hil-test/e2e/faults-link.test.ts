// The link to a node drops in the middle of a swap, or its disk is full: what happened is looked at, never guessed (rule 9). A lost connection
// is no failed write and no failed validation.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RackClient } from '#proto/client.js';
import { verifyLive } from '#tools/rackctl/log.js';
import type { Bench } from '../bench/bench.js';
import { actionOf, allServing, ended, eventOf, sleep, start, stateOf, until } from './follow.js';
import { heldImages, openFour, story } from './four-nodes.js';

const LINK_DOWN_MS = 3000;

describe('a swap whose node is hard to reach', () => {
  let bench: Bench;
  let client: RackClient;
  const images: string[] = [];

  beforeAll(async () => {
    bench = await openFour({ groups: [] });
    client = bench.client();
    const versions = ['v2', 'v3', 'v4'].map((version) => ({ version, platform: 'rauc' as const }));
    images.push(...(await heldImages(bench, client, ...versions)));
  });
  afterAll(() => bench.close());

  async function endOf(swapId: string): Promise<string> {
    const swap = await ended(client, swapId, 90_000);
    const said = await story(client, swapId);
    expect(['committed', 'fell-back'], said).toContain(swap.state);
    expect(said).not.toMatch(/validation failed|could not be written/);
    await allServing(client);
    expect((await verifyLive(client)).kind).toBe('sound');
    return swap.state;
  }

  test.each([
    ['the connections drop', 'f1'],
    ['the link is down for seconds', 'f2'],
  ])(
    'while its slot is written %s',
    async (how, id) => {
      const node = bench.rack.node(id);
      const { swapId, seq } = await start(client, id, images[0] ?? '');
      await eventOf(client, swapId, seq, (event) => actionOf(event) === 'stage');
      if (how === 'the connections drop') node.dropConnections();
      else {
        node.model.faults.linkDown = true;
        await sleep(LINK_DOWN_MS);
        node.model.faults.linkDown = false;
      }
      const state = await endOf(swapId);
      // The write that nobody saw the end of is read back first: at most one repeat.
      expect(node.model.ledger.count('install-started')).toBeLessThanOrEqual(2);
      expect(node.model.running?.slot).toBe(state === 'committed' ? 'B' : 'A');
    },
    120_000,
  );

  test('while it is on trial: its health is not known, which is no failed validation', async () => {
    const { model } = bench.rack.node('f3');
    const { swapId, seq } = await start(client, 'f3', images[0] ?? '');
    await eventOf(client, swapId, seq, (event) => stateOf(event) === 'validating');
    await until('the new image to be seen serving', 5000, async () =>
      (await client.rack()).nodes.some((node) => node.id === 'f3' && node.service === 'serving') ? true : undefined,
    );
    model.faults.linkDown = true;
    await sleep(LINK_DOWN_MS);
    model.faults.linkDown = false;
    const state = await endOf(swapId);
    expect(model.running?.slot).toBe(state === 'committed' ? 'B' : 'A');
  }, 120_000);

  test('its disk is full: nothing can be staged, the old slot runs on without a reboot', async () => {
    const { model } = bench.rack.node('f1');
    const { ledger } = model;
    await allServing(client);
    const before = { boots: ledger.count('boot'), slot: model.running?.slot, version: model.running?.header?.version };
    model.faults.diskFull = true;
    const { swapId } = await start(client, 'f1', images[1] ?? '');
    const swap = await ended(client, swapId, 90_000);
    const said = await story(client, swapId);
    model.faults.diskFull = false;
    expect(swap.state, said).toBe('fell-back');
    expect(said).toMatch(/space|room|full/i);
    const after = { boots: ledger.count('boot'), slot: model.running?.slot, version: model.running?.header?.version };
    expect(after, said).toEqual(before);
    // With room again the same image goes on.
    await allServing(client);
    const again = await start(client, 'f1', images[1] ?? '');
    expect((await ended(client, again.swapId)).state, await story(client, again.swapId)).toBe('committed');
  }, 120_000);
});
