// BMCs that are silent, slow or busy, and hosts that are not to be trusted: what cannot be recovered is not risked (K10), the refusal says
// why, and a node with a sick BMC holds up nobody else.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { rack } from '#proto/contract.js';
import type { RackClient } from '#proto/client.js';
import type { Bench } from '../bench/bench.js';
import { allServing, ended, start, until } from './follow.js';
import { changes, heldImages, openFour, rulesOf, story, wordsOf } from './four-nodes.js';

describe('a node that is not fit to be swapped', () => {
  let bench: Bench;
  let client: RackClient;
  let image: string;
  let realTime: string;

  beforeAll(async () => {
    bench = await openFour();
    client = bench.client();
    const digests = await heldImages(
      bench,
      client,
      { version: 'v2', platform: 'rauc' },
      { version: 'v2-rt', platform: 'uboot-env' },
    );
    [image = '', realTime = ''] = digests;
  });
  afterAll(() => bench.close());

  const viewOf = async (node: string) => (await client.rack()).nodes.find(({ id }) => id === node);
  const seen = (what: string, node: string, fits: (view: rack.Node) => boolean) =>
    until(what, 60_000, async () => {
      const view = await viewOf(node);
      return view !== undefined && fits(view) ? view : undefined;
    });
  async function refusedFor(node: string): Promise<rack.Swap> {
    const { swapId } = await start(client, node, image);
    const swap = await ended(client, swapId);
    expect(swap.state, await story(client, swapId)).toBe('refused');
    expect(rulesOf(swap)).toContain('K10');
    return swap;
  }

  test('its BMC is silent: refused, its neighbours go on', async () => {
    const { bmc } = bench.rack.node('f1');
    bmc.faults.silent = true;
    await seen('the silence of a BMC', 'f1', ({ power }) => power === 'BMC silent');
    const before = changes(bench);
    const swap = await refusedFor('f1');
    expect(wordsOf(swap)).toMatch(
      /BMC of f1 gives no fresh answer: if the new image hangs, nothing could bring f1 home/,
    );
    expect(changes(bench)).toEqual(before);
    bmc.faults.silent = false;
    await allServing(client);
  }, 90_000);

  test('its BMC is busy: refused with the reason', async () => {
    const { bmc } = bench.rack.node('f1');
    bmc.faults.busy = true;
    await seen('a busy BMC', 'f1', ({ power }) => power !== 'on');
    expect(wordsOf(await refusedFor('f1'))).toMatch(/BMC of f1 gives no fresh answer/);
    bmc.faults.busy = false;
    await allServing(client);
  }, 90_000);

  test('its BMC takes 2 s for each answer: an end with a reason, and nobody waits for it', async () => {
    const { bmc } = bench.rack.node('f1');
    bmc.faults.answerDelayMs = 2000;
    const slow = await start(client, 'f1', image);
    const other = await start(client, 'f4', realTime);
    const quick = await ended(client, other.swapId);
    expect(quick.state, await story(client, other.swapId)).toBe('committed');
    const swap = await ended(client, slow.swapId, 120_000);
    const said = await story(client, slow.swapId);
    expect(['refused', 'fell-back', 'committed'], said).toContain(swap.state);
    if (swap.state === 'refused') expect(rulesOf(swap), said).toContain('K10');
    expect(bench.rack.node('f1').model.state).toBe('up');
    bmc.faults.answerDelayMs = 0;
    await allServing(client);
  }, 180_000);

  test('its host shows another key than the pinned one: refused and named, never logged into', async () => {
    const node = bench.rack.node('f2');
    node.model.faults.hostKeyChanged = true;
    node.dropConnections();
    await seen('a strange host', 'f2', ({ host }) => host === 'strange');
    const before = changes(bench);
    const commands = () => node.model.ledger.count('exec');
    const executed = commands();
    expect(wordsOf(await refusedFor('f2'))).toMatch(/shows the host key .*none of the 1 pinned for it/);
    expect(commands()).toBe(executed);
    expect(changes(bench)).toEqual(before);
    node.model.faults.hostKeyChanged = false;
    await allServing(client);
  }, 60_000);

  test('its clock stands at 1970: refused', async () => {
    const { model } = bench.rack.node('f3');
    model.faults.clockAt1970 = true;
    const before = changes(bench);
    // Until a look after this moment has come in.
    const swap = await until('a refusal for the clock', 20_000, async () => {
      const plan = await client.plan({ node: 'f3', image });
      return plan.verdict?.allowed === false ? await refusedFor('f3') : undefined;
    });
    expect(wordsOf(swap)).toMatch(/clock of f3 stands before 2024/);
    expect(changes(bench)).toEqual(before);
    model.faults.clockAt1970 = false;
    await allServing(client);
  }, 60_000);
});
