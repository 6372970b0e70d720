// kill -9 of rackd in every state of a swap and at every durable intent, then restart: the swap ends committed or fell back, nothing is done
// twice (the node's own witness says so), the log verifies. The real daemon, over the real protocols, on the virtual rack.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyLive } from '#tools/rackctl/log.js';
import { Bench } from '../bench/bench.js';
import type { NodeEffect } from '../virtual/node/ledger.js';
import { actionOf, allServing, ended, eventOf, start, stateOf } from './follow.js';

const STATES = [
  'preflight',
  'staging',
  'staged',
  'draining',
  'arming',
  'rebooting',
  'booting',
  'validating',
  'committing',
  'returning',
] as const;
/** No `undrain`: the mark of a drained node is gone with its reboot, so a swap that commits never orders one. */
const INTENTS = ['stage', 'drain', 'arm', 'reboot-once', 'mark-good', 'disarm'] as const;

const NODES = [
  { id: 'k1', platform: 'rauc' },
  { id: 'k2', platform: 'rauc' },
  { id: 'k3', platform: 'rauc' },
  { id: 'k4', platform: 'uboot-env' },
] as const;

/** What the node itself saw done since a moment of its own clock. */
function witnessed(bench: Bench, node: string, sinceMs: number) {
  const entries = bench.rack.node(node).model.ledger.entries.filter((entry) => entry.atMs >= sinceMs);
  const count = (what: NodeEffect['what']): number => entries.filter((entry) => entry.what === what).length;
  return {
    boots: count('boot'),
    reboots: count('shutdown-ordered'),
    // By RAUC's installer or by `dd`: both write the slot's device.
    writes: count('slot-write-started'),
    power: entries.filter((entry) => entry.what === 'power').length,
  };
}

describe('kill -9 of rackd, then restart', () => {
  let bench: Bench;
  let version = 1;
  const images = new Map<string, string>();

  beforeAll(async () => {
    bench = await Bench.open({ nodes: NODES, groups: [{ id: 'air', needed: 2, members: NODES.map(({ id }) => id) }] });
    await bench.startRackd();
  });
  afterAll(() => bench.close());

  /** A new version each time, so that every swap really stages. */
  async function nextImage(platform: 'rauc' | 'uboot-env'): Promise<string> {
    version += 1;
    const { digest } = await bench.image({ version: `v${version}`, platform });
    images.set(digest, `v${version}`);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    return digest;
  }

  const points = [
    ...STATES.map((state) => ({ at: 'state' as const, what: state })),
    ...INTENTS.map((intent) => ({ at: 'intent' as const, what: intent })),
  ];

  test.each(points.map((point, index) => ({ ...point, node: NODES[index % NODES.length] ?? NODES[0] })))(
    'at $at $what, on $node.id ($node.platform)',
    async ({ at, what, node }) => {
      const before = bench.client();
      await allServing(before);
      const image = await nextImage(node.platform);
      const sinceMs = bench.rack.clock.nowMs();
      const { swapId, seq } = await start(before, node.id, image);
      await eventOf(before, swapId, seq, (event) =>
        at === 'state' ? stateOf(event) === what : actionOf(event) === what,
      );
      await bench.rackd.kill();
      before.close();

      await bench.startRackd();
      const after = bench.client();
      const swap = await ended(after, swapId);
      expect(['committed', 'fell-back']).toContain(swap.state);
      await allServing(after);

      const { boots, reboots, writes, power } = witnessed(bench, node.id, sinceMs);
      // One way there and, when it fell back after its reboot, one way home; the watchdog counts as a power action.
      expect(boots).toBeLessThanOrEqual(swap.state === 'committed' ? 1 + power : 2);
      expect(reboots).toBeLessThanOrEqual(swap.state === 'committed' ? 1 : 2);
      // A write that rackd did not see the end of is read back, and repeated only if the slot does not hold the image.
      expect(writes).toBeLessThanOrEqual(what === 'stage' || what === 'staging' ? 2 : 1);
      const view = (await after.rack()).nodes.find((one) => one.id === node.id);
      expect(view?.knownGoodImage === image).toBe(swap.state === 'committed');
      expect((await verifyLive(after)).kind).toBe('sound');
      after.close();
    },
    120_000,
  );

  /** The ways back: an image that fails its check, and one that hangs on a node whose dead-man does not do what it says. */
  test.each([
    { state: 'falling-back', behaviour: 'unhealthy', watchdogNeverFires: false },
    { state: 'recovering', behaviour: 'hang', watchdogNeverFires: true },
  ] as const)(
    'at state $state, with an image that is $behaviour: the node is brought home all the same',
    async ({ state, behaviour, watchdogNeverFires }) => {
      const before = bench.client();
      await allServing(before);
      const { digest } = await bench.image({ version: `v-${behaviour}`, behaviour, platform: 'rauc' });
      await new Promise((resolve) => setTimeout(resolve, 2500));
      const { bmc } = bench.rack.node('k1');
      const { knownGoodImage } = (await before.rack()).nodes.find(({ id }) => id === 'k1') ?? {};
      bmc.faults.watchdogNeverFires = watchdogNeverFires;
      const { swapId, seq } = await start(before, 'k1', digest);
      await eventOf(before, swapId, seq, (event) => stateOf(event) === state);
      await bench.rackd.kill();
      before.close();

      await bench.startRackd();
      const after = bench.client();
      const swap = await ended(after, swapId, 120_000);
      bmc.faults.watchdogNeverFires = false;
      expect(swap.state, swap.reason).toBe('fell-back');
      if (state === 'recovering') expect(swap.rungs).toContain('reset');
      await allServing(after);
      expect((await after.rack()).nodes.find(({ id }) => id === 'k1')?.knownGoodImage).toBe(knownGoodImage);
      expect((await verifyLive(after)).kind).toBe('sound');
      after.close();
    },
    200_000,
  );
});
