// The demonstration's stand-in for a site controller: swaps every node, one lane a group, over gRPC and nothing else. It asks once for what
// must be refused, and reports what the rack answered. It decides nothing about safety.
import { randomUUID } from 'node:crypto';
import type { RackClient } from '#proto/client.js';
import type { rack } from '#proto/contract.js';
import { isOver } from '#tools/rackctl/exit-codes.js';
import { GROUPS, REFUSED } from './cast.js';

export interface Refusal {
  readonly node: string;
  readonly rule: string;
  readonly text: string;
}

export interface CampaignResult {
  readonly swaps: ReadonlyMap<string, rack.Swap>;
  readonly refusals: readonly Refusal[];
}

const POLL_MS = 100;
const SWAP_MAX_MS = 120_000;
const READY_MAX_MS = 30_000;
/** Enough for a request that the rack refuses because of a passing state to be repeated, not enough to hide a standing one. */
const TRIES_MAX = 8;
const TRY_AGAIN_MS = 700;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(client: RackClient, id: string, enough: (swap: rack.Swap) => boolean): Promise<rack.Swap> {
  for (const begunMs = Date.now(); ; await sleep(POLL_MS)) {
    const swap = await client.swap(id);
    if (enough(swap)) return swap;
    if (Date.now() - begunMs > SWAP_MAX_MS)
      throw new Error(`${id} of ${swap.node} did not end: it is in ${swap.state} (${swap.reason})`);
  }
}

const ask = (client: RackClient, node: string, image: string): Promise<rack.Accepted> =>
  client.start({ node, image, idempotencyKey: randomUUID() });

/** Refused for something that passes (evidence not yet there, a neighbour still returning): asked again, as a controller would. */
async function swapNode(
  client: RackClient,
  node: string,
  image: string,
  onStarted: (id: string) => void,
): Promise<rack.Swap> {
  for (let tries = 1; ; tries += 1) {
    const { swapId } = await ask(client, node, image);
    onStarted(swapId);
    const swap = await until(client, swapId, isOver);
    if (swap.state !== 'refused' || tries >= TRIES_MAX) return swap;
    await sleep(TRY_AGAIN_MS);
  }
}

const HOLDS = new Set(['draining', 'arming', 'rebooting', 'booting', 'validating']);

/** While `id` holds its group: its neighbour is asked for, and the rack's refusal is kept word for word. */
async function askTheForbidden(client: RackClient, id: string, image: string): Promise<Refusal[]> {
  const holder = await until(client, id, (swap) => isOver(swap) || HOLDS.has(swap.state));
  if (isOver(holder)) return [];
  const { swapId } = await ask(client, REFUSED, image);
  const answer = await until(client, swapId, isOver);
  if (answer.state !== 'refused') return [];
  return (answer.verdict?.reasons ?? []).map(({ rule, text }) => ({ node: REFUSED, rule, text }));
}

/** Until rackd has seen every node, and read back that it runs its enrolled image. */
async function untilReady(client: RackClient): Promise<void> {
  for (const begunMs = Date.now(); ; await sleep(POLL_MS)) {
    const { nodes } = await client.rack();
    const notYet = nodes.filter((node) => !node.serving || node.knownGoodImage === '').map((node) => node.id);
    if (notYet.length === 0) return;
    if (Date.now() - begunMs > READY_MAX_MS)
      throw new Error(`${notYet.join(', ')} did not come to serve on a known-good image`);
  }
}

export async function runCampaign(client: RackClient, imageOf: (node: string) => string): Promise<CampaignResult> {
  await untilReady(client);
  const swaps = new Map<string, rack.Swap>();
  const refusals: Refusal[] = [];
  await Promise.all(
    GROUPS.map(async ({ members }) => {
      for (const [index, node] of members.entries()) {
        const next = members[index + 1];
        let asked: Promise<void> | undefined;
        const swap = await swapNode(client, node, imageOf(node), (id) => {
          if (next !== REFUSED || asked !== undefined) return;
          asked = askTheForbidden(client, id, imageOf(REFUSED)).then((found) => {
            refusals.push(...found);
          });
        });
        await asked;
        swaps.set(node, swap);
      }
    }),
  );
  return { swaps, refusals };
}
