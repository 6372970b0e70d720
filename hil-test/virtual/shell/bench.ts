// For tests: one node on a clock turned by hand, and its shell without any network.
// Must never be used by the rack itself.
import { type ManualClock, manualClock } from '../clock.js';
import { slotImage } from '../images.js';
import { signingKey } from '../images/keys.js';
import type { PlatformName } from '../node/names.js';
import { NodeModel } from '../node/node.js';
import type { Behaviour } from '../node/slot.js';
import { Shell } from './shell.js';
import { Collector, sourceOf } from './streams.js';

export const BENCH_SEED = 'bench';

export interface Bench {
  readonly node: NodeModel;
  readonly clock: ManualClock;
  /** Runs a command line; model time is moved on while it waits. */
  run(
    line: string,
    input?: Buffer,
  ): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }>;
}

export function bench(platform: PlatformName = 'rauc', behaviour: Behaviour = 'good'): Bench {
  const clock = manualClock();
  const node = new NodeModel({
    id: 'node-01',
    platform,
    clock,
    image: slotImage('v1', behaviour, undefined, BENCH_SEED),
    keyring: signingKey(BENCH_SEED).publicPem,
  });
  node.startRunning();
  return {
    node,
    clock,
    async run(line, input = Buffer.alloc(0)) {
      const [stdout, stderr] = [new Collector(), new Collector()];
      const signal = node.running?.life.signal ?? AbortSignal.abort();
      let settled = false;
      const running = new Shell(node, signal).run(line, { stdin: sourceOf(input), stdout, stderr }).finally(() => {
        settled = true;
      });
      running.catch(() => {});
      for (let turns = 0; !settled && turns < 2000; turns++) {
        await new Promise((resolve) => setImmediate(resolve));
        if (!settled && clock.pending() > 0) clock.advance(1);
      }
      if (!settled) throw new Error(`"${line}" waits for something that never comes`);
      const status = await running;
      return { status, stdout: stdout.bytes().toString('utf8'), stderr: stderr.bytes().toString('utf8') };
    },
  };
}
