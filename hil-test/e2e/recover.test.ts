// The recovery ladder on nodes that are off, hung or out of reach; quarantine when it is exhausted, and a person who clears it.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { rack } from '#proto/contract.js';
import type { RackClient } from '#proto/client.js';
import { verifyLive } from '#tools/rackctl/log.js';
import type { Bench } from '../bench/bench.js';
import { allServing, ended, start, until } from './follow.js';
import { heldImages, openFour, rulesOf, story, wordsOf } from './four-nodes.js';

/** Set Power Restore Policy (IPMI v2.0 §28.8): stay off when the mains return. */
const STAY_OFF = [0x00, 0x06, Buffer.from([0x00])] as const;

describe('recovery', () => {
  let bench: Bench;
  let client: RackClient;
  let image: string;

  beforeAll(async () => {
    bench = await openFour({ groups: [], timing: { bootAllowance: '4s' } });
    client = bench.client();
    [image = ''] = await heldImages(bench, client, { version: 'v2', platform: 'rauc' });
  });
  afterAll(() => bench.close());

  const recover = (node: string, clearQuarantine = false) =>
    client.recover({ node, idempotencyKey: randomUUID(), clearQuarantine, why: 'looked at it' });
  const seen = (what: string, node: string, fits: (view: rack.Node) => boolean) =>
    until(what, 40_000, async () => {
      const view = (await client.rack()).nodes.find(({ id }) => id === node);
      return view !== undefined && fits(view) ? view : undefined;
    });

  test('of a node that serves is refused', async () => {
    const swap = await ended(client, (await recover('f1')).swapId);
    expect(swap.state).toBe('refused');
    expect(rulesOf(swap)).toEqual(['K14']);
    expect(wordsOf(swap)).toMatch(/f1 serves from its known-good slot: there is nothing to recover/);
  });

  test('of a node that stayed off after its power came back: it is switched on', async () => {
    const node = bench.rack.node('f1');
    node.bmc.fromHost(...STAY_OFF);
    node.cutPower('node');
    await seen('a dark node', 'f1', ({ host, power }) => host === 'silent' && power === 'off');
    node.restorePower('node');
    expect(node.model.state).toBe('off');
    const { swapId } = await recover('f1');
    const swap = await ended(client, swapId, 90_000);
    expect(swap, await story(client, swapId)).toMatchObject({ state: 'fell-back', rungs: ['power-on'] });
    expect(node.model.running?.slot).toBe('A');
    await allServing(client);
  }, 120_000);

  test('of a node that hangs with its power on: it is reset', async () => {
    const { model } = bench.rack.node('f2');
    // Half way down, dead to the world; only a reset cures it.
    Object.assign(model.faults, { shutdownHangs: true, sshSilent: true });
    model.shutDown('reboot');
    bench.rack.node('f2').dropConnections();
    const cured = model.onChange(() => {
      if (model.state === 'post') Object.assign(model.faults, { shutdownHangs: false, sshSilent: false });
    });
    await seen('a node that hangs', 'f2', ({ host, power }) => host === 'silent' && power === 'on');
    const { swapId } = await recover('f2');
    const swap = await ended(client, swapId, 90_000);
    cured();
    expect(swap.state, await story(client, swapId)).toBe('fell-back');
    expect(model.ledger.entries.some((entry) => entry.what === 'power')).toBe(true);
    await allServing(client);
    expect(model.running?.slot).toBe('A');
  }, 120_000);

  test('that brings nothing back ends in quarantine, which only a person lifts', async () => {
    const { model } = bench.rack.node('f3');
    model.faults.linkDown = true;
    await seen('a node out of reach', 'f3', ({ host }) => host === 'silent');
    const { swapId } = await recover('f3');
    const swap = await ended(client, swapId, 120_000);
    const said = await story(client, swapId);
    expect(swap.state, said).toBe('lost');
    // A node that is seen off on the way is switched on, besides.
    expect(
      swap.rungs.filter((rung) => rung !== 'power-on'),
      said,
    ).toEqual(['reset', 'power-cycle', 'known-good-slot']);
    const { quarantine } = await seen('its quarantine', 'f3', (view) => view.quarantine !== '');
    expect(quarantine).toMatch(/no rung of the ladder brought it back/);

    // Automation leaves it alone, also once it answers again and after a restart of rackd.
    model.faults.linkDown = false;
    await seen('the node to answer again', 'f3', ({ host }) => host === 'up');
    await bench.rackd.kill();
    await bench.startRackd();
    client = bench.client();
    await seen('the node after the restart', 'f3', ({ host }) => host === 'up');
    for (const ask of [() => start(client, 'f3', image), () => recover('f3')]) {
      const refused = await ended(client, (await ask()).swapId);
      expect(refused.state).toBe('refused');
      expect(rulesOf(refused)).toContain('K16');
      expect(wordsOf(refused)).toMatch(/f3 is quarantined: .*no rung/);
    }
    const cleared = await recover('f3', true);
    const end = await ended(client, cleared.swapId, 90_000);
    await seen('the end of the quarantine', 'f3', (view) => view.quarantine === '');
    expect(['refused', 'fell-back'], await story(client, cleared.swapId)).toContain(end.state);
    expect(rulesOf(end)).not.toContain('K16');
    // What may be done with it next depends on the slot that it was left on; the quarantine is in nobody's way any more.
    const next = await client.plan({ node: 'f3', image });
    expect(rulesOf(next)).not.toContain('K16');
    expect((await verifyLive(client)).kind).toBe('sound');
  }, 240_000);
});
