// Follows swaps on a bench for tests: starts one, waits for a moment in the log, waits for its end. Every wait is bounded and says what it saw.
import { randomUUID } from 'node:crypto';
import type { RackClient } from '#proto/client.js';
import type { rack } from '#proto/contract.js';
import { isOver } from '#tools/rackctl/exit-codes.js';

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Polls until `look` finds something. `what` says what was waited for. */
export async function until<T>(
  what: string,
  maxMs: number,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  for (const begunMs = performance.now(); ; await sleep(50)) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() - begunMs > maxMs) throw new Error(`waited ${maxMs} ms for ${what}`);
  }
}

/** Sessions that a killed rackd left open on a BMC end after 60 s without use (IPMI v2.0 §6.12.15): until then a BMC may be out of them. */
const ALL_SERVING_MAX_MS = 90_000;

export async function allServing(client: RackClient, maxMs = ALL_SERVING_MAX_MS): Promise<void> {
  let last: rack.GetRackResponse | undefined;
  try {
    await until('every node proven serving, with a known-good image', maxMs, async () => {
      last = await client.rack();
      return last.nodes.every((node) => node.serving && node.knownGoodImage !== '' && node.watchdog === 'off')
        ? true
        : undefined;
    });
  } catch (error) {
    throw new Error(`${String(error)}; last seen: ${JSON.stringify(last?.nodes)}`);
  }
}

export const start = (
  client: RackClient,
  node: string,
  image: string,
  key: string = randomUUID(),
): Promise<rack.Accepted> => client.start({ node, image, idempotencyKey: key });

export async function ended(client: RackClient, id: string, maxMs = 60_000): Promise<rack.Swap> {
  let last: rack.Swap | undefined;
  try {
    return await until(`the end of ${id}`, maxMs, async () => {
      last = await client.swap(id);
      return isOver(last) ? last : undefined;
    });
  } catch (error) {
    throw new Error(`${String(error)}; it is in ${last?.state}: ${last?.reason} ${JSON.stringify(last?.verdict)}`);
  }
}

/** Resolves with the first event of the swap that fits, from `fromSeq` on. */
export async function eventOf(
  client: RackClient,
  swap: string,
  fromSeq: number,
  fits: (event: rack.Event) => boolean,
): Promise<rack.Event> {
  for await (const event of client.watch(fromSeq)) {
    if (event.swap === swap && fits(event)) return event;
    if (event.swap === swap && event.kind === 'swap.refused') throw new Error(`refused: ${event.text}`);
    if (event.swap === swap && event.kind === 'swap.entered' && isOver({ state: stateOf(event) ?? '' })) {
      throw new Error(`the swap ended (${event.text}) before the moment that was waited for`);
    }
  }
  throw new Error('the event stream ended');
}

export const stateOf = (event: rack.Event): string | undefined =>
  event.kind === 'swap.entered' ? (JSON.parse(event.body) as { state: string }).state : undefined;

export const actionOf = (event: rack.Event): string | undefined =>
  event.kind === 'intent.opened' ? (JSON.parse(event.body) as { action: { kind: string } }).action.kind : undefined;
