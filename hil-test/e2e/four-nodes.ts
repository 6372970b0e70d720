// The bench that the end-to-end tests share: four nodes, three of them standing in for each other, one alone; and an independent witness of
// whether anything on them was changed. The witness reads the models, never rackd.
import { createHash } from 'node:crypto';
import type { RackClient } from '#proto/client.js';
import { Bench, type BenchOptions } from '../bench/bench.js';
import { allServing, until } from './follow.js';

/** f1, f2, f3 are the group; f4, a real-time node, is in none. */
const NODES = [
  { id: 'f1', platform: 'rauc' },
  { id: 'f2', platform: 'rauc' },
  { id: 'f3', platform: 'rauc' },
  { id: 'f4', platform: 'uboot-env' },
] as const;
/** N = 1: three are deployed, and while one is out the two others must serve. */
const GROUPS = [{ id: 'air', needed: 1, members: ['f1', 'f2', 'f3'] }];

export async function openFour(options: Partial<BenchOptions> = {}): Promise<Bench> {
  const bench = await Bench.open({ nodes: NODES, groups: GROUPS, ...options });
  try {
    await bench.startRackd();
    await allServing(bench.client());
    return bench;
  } catch (error) {
    await bench.close();
    throw error;
  }
}

/** Makes images and waits until the rack has seen them in its folder. */
export async function heldImages(
  bench: Bench,
  client: RackClient,
  ...options: Parameters<Bench['image']>[0][]
): Promise<string[]> {
  const digests: string[] = [];
  for (const one of options) digests.push((await bench.image(one)).digest);
  await until('the rack to see its new images', 15_000, async () => {
    const held = new Set((await client.rack()).images.map(({ digest }) => digest));
    return digests.every((digest) => held.has(digest)) ? true : undefined;
  });
  return digests;
}

/** Looking at a node leaves these and nothing else. */
const ONLY_LOOKED = new Set(['exec', 'login-refused', 'session-opened', 'session-closed']);

/** Everything that ever changed a node or a BMC of this bench, in order; and what slots and boot environments hold now. */
export function changes(bench: Bench): readonly string[] {
  return bench.rack.nodes.flatMap(({ id, model, bmc }) => {
    const sha256 = (slot: 'A' | 'B') => createHash('sha256').update(model.slots[slot].bytes).digest('hex');
    return [
      ...[...model.ledger.entries, ...bmc.ledger]
        .filter(({ what }) => !ONLY_LOOKED.has(what))
        .map((entry) => `${id} ${JSON.stringify(entry)}`),
      `${id} holds A ${sha256('A')} B ${sha256('B')} ${JSON.stringify(model.bootEnv())}`,
    ];
  });
}

export const rulesOf = (swap: { verdict: { reasons: readonly { rule: string }[] } | null }): string[] =>
  (swap.verdict?.reasons ?? []).map(({ rule }) => rule);

export const wordsOf = (swap: { verdict: { reasons: readonly { text: string }[] } | null }): string =>
  (swap.verdict?.reasons ?? []).map(({ text }) => text).join(' ');

/** What the log says of a swap, a line a row, for messages of tests that fail. */
export async function story(client: RackClient, swap: string): Promise<string> {
  const lines: string[] = [];
  const { logSeq } = await client.rack();
  for await (const { seq, body } of client.log(1, logSeq)) {
    const { kind, at, ...rest } = JSON.parse(body) as { kind: string; at: string; swap?: string };
    if (rest.swap === swap || kind === 'node.observed' || kind === 'rackd.started')
      lines.push(`${seq} ${at.slice(17, 23)} ${kind} ${JSON.stringify(rest)}`);
  }
  return lines.join('\n');
}
