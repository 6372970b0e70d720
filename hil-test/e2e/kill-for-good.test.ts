// kill -9 of rackd from arming on, never to be started again: the node comes home alone, by the dead-man in its BMC and the one try of its boot
// loader (SAF-7). Each case has a bench of its own; they mostly wait, so two run at a time.
import { describe, expect, test } from 'vitest';
import { Bench } from '../bench/bench.js';
import type { NodeEffect } from '../virtual/node/ledger.js';
import { actionOf, allServing, eventOf, start, stateOf } from './follow.js';

const NODES = [
  { id: 'k1', platform: 'rauc' },
  { id: 'k2', platform: 'rauc' },
  { id: 'k3', platform: 'rauc' },
  { id: 'k4', platform: 'uboot-env' },
] as const;

/** States and intents at which rackd dies; an image that hangs never gets as far as a good one. */
const DEAD_FOR_GOOD = [
  {
    behaviour: 'good',
    at: ['arming', 'arm', 'rebooting', 'reboot-once', 'booting', 'validating', 'committing', 'returning'],
  },
  { behaviour: 'hang', at: ['arming', 'arm', 'rebooting', 'reboot-once', 'booting', 'falling-back'] },
] as const;

describe.concurrent('the supervisor dead for good', () => {
  const points = DEAD_FOR_GOOD.flatMap(({ behaviour, at }) => at.map((what) => ({ behaviour, what })));
  // Both platforms in turn: the one command differs.
  test.each(points.map((point, index) => ({ ...point, node: index % 2 === 0 ? NODES[0] : NODES[3] })))(
    'at $what, an image that is $behaviour, on $node.platform: the node comes home alone',
    async ({ behaviour, what, node }) => {
      const bench = await Bench.open({
        nodes: NODES,
        groups: [{ id: 'air', needed: 2, members: NODES.map(({ id }) => id) }],
      });
      try {
        await bench.startRackd();
        const client = bench.client();
        await allServing(client);
        const { digest } = await bench.image({ version: 'v2', platform: node.platform, behaviour });
        await new Promise((resolve) => setTimeout(resolve, 2500));
        const { swapId, seq } = await start(client, node.id, digest);
        await eventOf(client, swapId, seq, (event) => stateOf(event) === what || actionOf(event) === what);
        await bench.rackd.kill();
        client.close();
        const { model, bmc } = bench.rack.node(node.id);
        const begunMs = performance.now();
        // Longer than watchdog, two boots and some.
        while (performance.now() - begunMs < 30_000) {
          await new Promise((resolve) => setTimeout(resolve, 200));
          if (!bmc.watchdog().running && model.state === 'up') break;
        }
        expect(model.state).toBe('up');
        expect(bmc.watchdog().running).toBe(false);
        // Home is the known-good slot, or the new one if it was marked good before the supervisor died.
        const marked = model.ledger.entries.some((entry) => wasMarkedGood(entry));
        expect(model.running?.slot).toBe(marked ? 'B' : 'A');
        expect(model.running?.header?.version).toBe(marked ? 'v2' : 'v1');
        expect(marked && behaviour !== 'good').toBe(false);
      } finally {
        await bench.close();
      }
    },
    90_000,
  );
});

/** By RAUC, or in U-Boot's environment: all its tries back. */
const wasMarkedGood = (entry: NodeEffect): boolean =>
  (entry.what === 'mark-good' && entry.slot === 'B') ||
  (entry.what === 'env-write' && Number(entry.changed['BOOT_B_LEFT'] ?? 0) > 1);
