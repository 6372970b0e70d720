// How much later the answers of a good BMC come when three bad ones are asked beside it, in the same process.
// Must never measure both in one piece: other load of the machine would be taken for one of them.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { clientOf, latenciesMs, pester } from '../ipmi/neighbours.js';
import type { Peers } from '../ipmi/neighbours-peers.js';
import { quantile } from './quantile.js';
import { type Benchmark, type Row, row, type Say } from './row.js';

/** Alone and with neighbours in turn, so that whatever else this machine does falls on both. */
const TURNS = 6;
const COMMANDS = 1_000;
const ALLOWED_MS = 5;
const TIMING = { timeoutMs: 250, attempts: 4 } as const;

const p99 = (values: readonly number[]): number => quantile(values, 0.99);

async function run(say: Say): Promise<readonly Row[]> {
  const worker = new Worker(new URL('../ipmi/neighbours-worker.js', import.meta.url));
  try {
    const [ports] = (await once(worker, 'message')) as [Peers['ports']];
    const good = clientOf(ports.good, { timeoutMs: 2_000, attempts: 4 });
    await latenciesMs(good, COMMANDS);
    const alone: number[] = [];
    const beside: number[] = [];
    for (let turn = 0; turn < TURNS; turn++) {
      alone.push(...(await latenciesMs(good, COMMANDS)));
      const pest = pester(ports, TIMING);
      beside.push(...(await latenciesMs(good, COMMANDS)));
      await pest.stop();
      say(`turn ${turn + 1} of ${TURNS}`);
    }
    await good.close();
    const [ours, theirs] = [p99(beside), p99(alone)];
    return [
      row({ name: 'good BMC p99: beside three bad ones / alone', unit: 'ms', ours, theirs }),
      row({
        name: `added to p99 by three bad BMCs / what is allowed (${ALLOWED_MS} ms)`,
        unit: 'ms',
        ours: Math.max(0, ours - theirs),
        theirs: ALLOWED_MS,
        bar: { atMost: 1 },
      }),
    ];
  } finally {
    await worker.terminate();
  }
}

export const neighbours: Benchmark = {
  name: 'neighbours',
  about:
    'a good BMC beside three bad ones (answers after 20 s, never, rubbish): p99 of its answers, and what the bad ones add',
  run,
};
