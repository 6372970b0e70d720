// Order and data (K11, K12) through the real rackd: a group that keeps data is upgraded followers first, its leader last and only once another
// leads; a group that stands on another waits until that one is whole; a replica that is behind stops everything.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RackClient } from '#proto/client.js';
import { Bench } from '../bench/bench.js';
import type { DataState, NodeModel } from '../virtual/node/node.js';
import { allServing, ended, start, until } from './follow.js';
import { heldImages, rulesOf, wordsOf } from './four-nodes.js';

const DATA = ['d1', 'd2', 'd3'];
const APP = ['a1', 'a2', 'a3'];
const IN_SYNC = { replica: 'in-sync', backupAgeSeconds: 60 } as const;

describe('a group that keeps data, and one that stands on it', () => {
  let bench: Bench;
  let client: RackClient;
  let image: string;

  beforeAll(async () => {
    bench = await Bench.open({
      nodes: [...DATA, ...APP].map((id) => ({ id, platform: 'rauc' as const })),
      groups: [
        { id: 'store', needed: 1, members: DATA, data: { backupAge: '1h' } },
        { id: 'app', needed: 1, members: APP, after: ['store'] },
      ],
    });
    for (const id of DATA) tell(id, { role: id === 'd1' ? 'leader' : 'follower' });
    await bench.startRackd();
    client = bench.client();
    await allServing(client);
    [image = ''] = await heldImages(bench, client, { version: 'v2', platform: 'rauc' });
  });
  afterAll(() => bench.close());

  const model = (id: string): NodeModel => bench.rack.node(id).model;
  const tell = (id: string, change: Partial<DataState>): void => {
    const node = model(id);
    node.data = { ...(node.data ?? { role: 'follower', ...IN_SYNC }), ...change };
  };
  const planned = async (id: string) => {
    const plan = await client.plan({ node: id, image });
    return { rules: rulesOf(plan), words: wordsOf(plan) };
  };
  const isPlanned = (id: string, says: (plan: { rules: string[]; words: string }) => boolean) =>
    until(`the plan for ${id} to change`, 30_000, async () => {
      const plan = await planned(id);
      return says(plan) ? plan : undefined;
    });

  test('is not begun with its leader', async () => {
    const { words } = await isPlanned('d1', ({ words }) => words.includes('goes last'));
    expect(words).toContain('d1 leads group store and goes last: d2, d3 do not run the image yet.');
  });

  test('is not touched while another replica is behind, or its own backup is old', async () => {
    tell('d3', { replica: 'behind' });
    const behind = await isPlanned('d2', ({ words }) => words.includes('behind'));
    expect(behind.rules).toContain('K12');
    tell('d3', { replica: 'in-sync' });
    tell('d2', { backupAgeSeconds: 7200 });
    const old = await isPlanned('d2', ({ words }) => words.includes('backup'));
    expect(old.words).toContain('d2 has a backup that is 2.0 h old; group store asks for one of at most 1.0 h.');
    tell('d2', IN_SYNC);
    await isPlanned('d2', ({ rules }) => !rules.includes('K12'));
  });

  test('makes the group that stands on it wait while one of its own is out', async () => {
    const { swapId } = await start(client, 'd2', image);
    const { words } = await isPlanned('a1', ({ rules }) => rules.includes('K11'));
    expect(words).toMatch(/Group app stands on group store, which is not done: d2: /);
    expect((await ended(client, swapId)).state).toBe('committed');
    await isPlanned('a1', ({ rules }) => !rules.includes('K11'));
  });

  test('ends with its leader, once another leads', async () => {
    expect((await ended(client, (await start(client, 'd3', image)).swapId)).state).toBe('committed');
    await isPlanned('d1', ({ rules }) => !rules.includes('K11') && !rules.includes('K12'));
    // What a store does when its leader is told to go: another takes the lead.
    const stop = model('d1').onChange(() => {
      if (!model('d1').isDrained()) return;
      tell('d1', { role: 'follower' });
      tell('d2', { role: 'leader' });
    });
    try {
      expect((await ended(client, (await start(client, 'd1', image)).swapId)).state).toBe('committed');
    } finally {
      stop();
    }
  });
});
