// Images that must not stay: each ends with the node on its known-good image, serving, its dead-man off, and with the reason in words
// (SAF-4, SAF-7). Four nodes in no group, so that they can fail side by side.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RackClient } from '#proto/client.js';
import { verifyLive } from '#tools/rackctl/log.js';
import type { Bench } from '../bench/bench.js';
import { allServing, ended, start } from './follow.js';
import { heldImages, openFour, story } from './four-nodes.js';

const BAD = [
  { behaviour: 'panic', node: 'f1', platform: 'rauc', why: /came back on the known-good slot/ },
  { behaviour: 'unhealthy', node: 'f2', platform: 'rauc', why: /validation failed/ },
  { behaviour: 'slow', node: 'f3', platform: 'rauc', why: /validation failed/ },
  { behaviour: 'errors', node: 'f4', platform: 'uboot-env', why: /validation failed/ },
] as const;
const MORE = [
  { behaviour: 'no-ssh', node: 'f1', platform: 'rauc', why: /came back on the known-good slot|did not|neither/ },
  { behaviour: 'hang', node: 'f4', platform: 'uboot-env', why: /came back on the known-good slot/ },
] as const;

describe('images that must not stay', () => {
  let bench: Bench;
  let client: RackClient;

  beforeAll(async () => {
    bench = await openFour({ groups: [] });
    client = bench.client();
  });
  afterAll(() => bench.close());

  test.each([{ images: BAD }, { images: MORE }])(
    '$images',
    async ({ images }) => {
      await allServing(client);
      const factory = new Map((await client.rack()).nodes.map(({ id, knownGoodImage }) => [id, knownGoodImage]));
      const digests = await heldImages(
        bench,
        client,
        ...images.map(({ behaviour, platform }) => ({ version: `v2-${behaviour}`, behaviour, platform })),
      );
      const begun = await Promise.all(images.map(({ node }, at) => start(client, node, digests[at] ?? '')));
      const swaps = await Promise.all(begun.map(({ swapId }) => ended(client, swapId, 90_000)));
      await allServing(client);
      const { nodes } = await client.rack();
      for (const [at, { node, why }] of images.entries()) {
        const said = await story(client, begun[at]?.swapId ?? '');
        expect(swaps[at]?.state, said).toBe('fell-back');
        expect(said).toMatch(why);
        const view = nodes.find(({ id }) => id === node);
        expect(view, said).toMatchObject({ bootedSlot: 'A', knownGoodSlot: 'A', knownGoodImage: factory.get(node) });
        expect(view?.quarantine, said).toBe('');
        expect(bench.rack.node(node).model.running?.header?.version).toBe('v1');
        expect(
          bench.rack.node(node).model.ledger.entries.some((entry) => entry.what === 'mark-good' && entry.slot === 'B'),
        ).toBe(false);
      }
      expect((await verifyLive(client)).kind).toBe('sound');
    },
    150_000,
  );
});
