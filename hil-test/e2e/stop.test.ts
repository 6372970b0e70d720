// The emergency stop in every state of a swap (CTL-3): before the reboot the swap turns back, after it it runs to its safe end; nothing new
// starts, whoever asks; a crash of rackd does not lift it. Everyone may stop, few may resume.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RackClient, status } from '#proto/client.js';
import { verifyLive } from '#tools/rackctl/log.js';
import type { Bench } from '../bench/bench.js';
import { benchCa, callerAs, refusalOf } from './callers.js';
import { actionOf, allServing, ended, eventOf, start, stateOf } from './follow.js';
import { heldImages, openFour, rulesOf, story, wordsOf } from './four-nodes.js';

const BEFORE_REBOOT = ['preflight', 'staging', 'staged', 'draining', 'arming'] as const;
const AFTER_REBOOT = ['booting', 'validating', 'committing', 'returning'] as const;

/** Orders that make a node restart. */
const RESTARTS = new Set(['reboot', 'reboot-once', 'power']);

describe('the emergency stop', () => {
  let bench: Bench;
  let client: RackClient;
  const images: string[] = [];

  beforeAll(async () => {
    bench = await openFour();
    client = bench.client();
    const versions = [...BEFORE_REBOOT, ...AFTER_REBOOT, 'spare'].map((state) => ({
      version: `v2-${state}`,
      platform: 'rauc' as const,
    }));
    images.push(...(await heldImages(bench, client, ...versions)));
  });
  afterAll(() => bench.close());

  /** Whether a restart was ordered for the swap before the stop became a row of the log. */
  async function orderedFirst(swap: string): Promise<{ ordered: boolean; orderedAfter: boolean }> {
    const { logSeq } = await client.rack();
    let stopped = false;
    let ordered = false;
    let orderedAfter = false;
    for await (const { body } of client.log(1, logSeq)) {
      const row = JSON.parse(body) as { kind: string; swap?: string; action?: { kind: string } };
      if (row.kind === 'stop.set') stopped = true;
      if (row.kind === 'stop.cleared') stopped = false;
      if (row.kind !== 'intent.opened' || row.swap !== swap || !RESTARTS.has(row.action?.kind ?? '')) continue;
      if (stopped) orderedAfter = true;
      else ordered = true;
    }
    return { ordered, orderedAfter };
  }

  const cases = [
    ...BEFORE_REBOOT.map((state) => ({ state, turnsBack: true })),
    ...AFTER_REBOOT.map((state) => ({ state, turnsBack: false })),
  ];

  test.each(cases)(
    'in $state',
    async ({ state, turnsBack }) => {
      await allServing(client);
      const image = images.shift() ?? '';
      const { ledger } = bench.rack.node('f1').model;
      const bootsBefore = ledger.count('boot');
      const { swapId, seq } = await start(client, 'f1', image);
      await eventOf(client, swapId, seq, (event) => stateOf(event) === state);
      await client.stop(`seen ${state}`);

      const refused = await ended(client, (await start(client, 'f4', image)).swapId).catch((error: unknown) => error);
      expect(refused).toMatchObject({ state: 'refused' });
      expect(rulesOf(refused as never)).toContain('K01');
      expect(wordsOf(refused as never)).toMatch(new RegExp(`emergency stop is set, by .*: seen ${state}`));

      const swap = await ended(client, swapId);
      const { ordered, orderedAfter } = await orderedFirst(swapId);
      const said = await story(client, swapId);
      if (turnsBack && !ordered) {
        expect(swap.state, said).toBe('fell-back');
        expect(ledger.count('boot') - bootsBefore, said).toBe(0);
        expect(orderedAfter, said).toBe(false);
      } else {
        // The stop came as or after the reboot was ordered.
        expect(ordered, said).toBe(true);
        expect(swap.state, said).toBe('committed');
      }
      const view = await client.rack();
      expect(view.stop).toMatchObject({ set: true, why: `seen ${state}` });
      const node = view.nodes.find(({ id }) => id === 'f1');
      expect(node?.watchdog).toBe('off');
      expect(node?.knownGoodImage === image).toBe(swap.state === 'committed');
      await client.resume('go on');
      expect((await verifyLive(client)).kind).toBe('sound');
    },
    90_000,
  );

  test('outlives rackd; only who has the role lifts it', async () => {
    await allServing(client);
    const nobody = await callerAs(bench, benchCa(bench), 'operator/passer-by');
    await nobody.stop('smoke');
    await bench.rackd.kill();
    await bench.startRackd();
    client = bench.client();
    const by = 'spiffe://bench.example/operator/passer-by';
    expect((await client.rack()).stop).toEqual({ set: true, by, why: 'smoke' });
    const image = images.at(-1) ?? '';
    expect(rulesOf(await ended(client, (await start(client, 'f1', image)).swapId))).toContain('K01');

    const passer = await callerAs(bench, benchCa(bench), 'operator/passer-by');
    const looker = bench.socketClient(bench.lookSocket);
    for (const denied of [passer, looker]) {
      const { code, text } = await refusalOf(denied.resume('no smoke'));
      expect(code).toBe(status.PERMISSION_DENIED);
      expect(text).toMatch(/may not call Resume/);
    }
    expect((await client.rack()).stop?.set).toBe(true);
    await bench.socketClient().resume('no smoke');
    expect((await client.rack()).stop?.set).toBe(false);
    for (const closed of [nobody, passer]) closed.close();
  }, 60_000);

  test('works over both sockets, twice over, and with a reason longer than any', async () => {
    for (const path of [bench.lookSocket, bench.actSocket]) {
      await bench.socketClient(path).stop('x'.repeat(100_000));
      expect((await client.rack()).stop?.set).toBe(true);
      await bench.socketClient(path).stop('again\nand again');
      const { stop } = await client.rack();
      expect(stop?.set).toBe(true);
      expect(stop?.why).not.toMatch(/\n/);
      await client.resume('');
    }
    expect((await client.rack()).stop?.set).toBe(false);
    // The control: with the stop lifted the same request is allowed again.
    await allServing(client);
    const { swapId, seq } = await start(client, 'f2', images.at(-1) ?? '');
    await eventOf(client, swapId, seq, (event) => actionOf(event) === 'stage');
    expect((await ended(client, swapId)).state).toBe('committed');
  }, 60_000);
});
