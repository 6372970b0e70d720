// A network that loses and doubles packets in both directions, at random but repeatably: whatever happens, the result is true.
// Must never assert that something succeeds; only that nothing is claimed that is not so, and nothing done twice.
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { withPeer } from '../testing/with-peer.js';

const bench = withPeer();

const network = fc.record({
  loseRequests: fc.infiniteStream(fc.integer({ min: 0, max: 3 }).map((die) => die === 0)),
  answers: fc.infiniteStream(fc.constantFrom(0, 1, 1, 2)),
  actions: fc.array(fc.constantFrom('reset', 'cycle', 'status'), { minLength: 1, maxLength: 5 }),
});

/** On loopback a packet is with its receiver once it is sent; two turns of the event loop make sure that the peer has read it. */
async function heard(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

it('chassis control happens at most once, exactly once when done, never when failed', async () => {
  const { peer, bmc } = bench();
  peer.reply = () => ({ data: '010000' });
  await fc.assert(
    fc.asyncProperty(network, async ({ loseRequests, answers, actions }) => {
      peer.forget();
      peer.deaf = () => loseRequests.next().value === true;
      peer.script = (_seen, honest) => Array<Buffer>(answers.next().value ?? 1).fill(honest);
      const one = bmc({ timeoutMs: 10, attempts: 3 });
      for (const action of actions) {
        const before = peer.commands('00 02').length;
        const result = await (action === 'status' ? one.chassisStatus() : one.chassisControl(action));
        await heard();
        const carriedOut = peer.commands('00 02').length - before;
        expect(['done', 'failed', 'unknown']).toContain(result.kind);
        if (action === 'status' || result.kind === 'failed') expect(carriedOut).toBe(0);
        else if (result.kind === 'done') expect(carriedOut).toBe(1);
        else expect(carriedOut).toBeLessThanOrEqual(1);
      }
      await one.close();
    }),
    { numRuns: 25, endOnFailure: true },
  );
});
