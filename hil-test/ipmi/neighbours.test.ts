// A BMC that answers late, never, or with rubbish is nobody else's problem. Judged by the order of what happens, not by a clock; the
// figure in milliseconds is `npm run bench -- neighbours`.
import { afterEach, describe, expect, it } from 'vitest';
import { type Happening, interleave, type Lane } from './neighbours.js';
import { BAD, type Peers, startPeers } from './neighbours-peers.js';

const PATIENCE_MS = 300_000;
/** Far longer than this test may take on the slowest machine: whoever waits for it trips the patience above. */
const NEVER = { timeoutMs: 60_000, attempts: 10 } as const;
/** In the control somebody does wait for it. */
const SOON = { timeoutMs: 50, attempts: 2 } as const;
const COMMANDS = 300;

let peers: Peers | undefined;
afterEach(async () => {
  await peers?.close();
  peers = undefined;
});

const apart: Lane = (work) => work();
const answeredFirst = (happenings: readonly Happening[]): number => {
  const end = happenings.findIndex(({ what }) => what === 'settled');
  return end < 0 ? happenings.length : end;
};

describe('bad neighbours', () => {
  it('delay no command of a good BMC', { timeout: PATIENCE_MS }, async () => {
    peers = await startPeers();
    const happenings = await interleave(peers.ports, { commands: COMMANDS, badTiming: NEVER, lane: apart });
    // All of the good one's were answered while each bad one's first wait was not over.
    expect(answeredFirst(happenings)).toBe(COMMANDS);
    const settled = happenings.flatMap((one) => (one.what === 'settled' ? [one.bad] : []));
    expect([...settled].sort()).toEqual([...BAD].sort());
    expect(peers.rubbish()).toBeGreaterThan(0);
  });

  it('end with what is true of them, while the good one is served', { timeout: PATIENCE_MS }, async () => {
    peers = await startPeers();
    const happenings = await interleave(peers.ports, { commands: COMMANDS, badTiming: SOON, lane: apart });
    const kinds = happenings.flatMap((one) => (one.what === 'settled' ? [`${one.bad} ${one.kind}`] : []));
    expect(kinds.sort()).toEqual(['rubbish failed', 'silent failed', 'slow failed']);
    expect(happenings.filter(({ what }) => what === 'answered')).toHaveLength(COMMANDS);
  });

  it('would be felt if commands of all BMCs waited in one queue', { timeout: PATIENCE_MS }, async () => {
    peers = await startPeers();
    let tail: Promise<unknown> = Promise.resolve();
    const oneQueue: Lane = (work) => {
      const run = tail.then(work);
      tail = run.catch(() => undefined);
      return run;
    };
    const happenings = await interleave(peers.ports, { commands: 3, badTiming: SOON, lane: oneQueue });
    expect(answeredFirst(happenings)).toBe(0);
  });
});
