// A node whose BMC does not answer cannot be brought home if a new image hangs: no swap is begun, and nothing on the node changes.
import { NODE } from '../rack-file.js';
import { before, endOf, expectRefused, expectUntouched, type Scenario, startSwap } from './scenario.js';
import { until } from '../../e2e/follow.js';

export const bmcUnreachable: Scenario = {
  name: 'bmc-unreachable',
  proves: 'a swap of a node whose BMC is silent is refused (K10), and nothing changes',
  requirements: ['UPG-2', 'ENV-1', 'SAF-7'],
  async run(bench) {
    const start = await before(bench);
    const image = start.look.image === 'v2' ? 'v1' : 'v2';
    bench.bmc.faults.silent = true;
    try {
      await until(`rackd to notice that the BMC of ${NODE} is silent`, 120_000, async () =>
        (await bench.nodeView()).power === 'on' ? undefined : true,
      );
      const { swapId } = await startSwap(bench, image);
      const swap = await endOf(bench, swapId, 60_000);
      await expectRefused(bench, swap, 'K10');
      await expectUntouched(bench, start);
    } finally {
      bench.bmc.faults.silent = false;
    }
    return 'refused (K10)';
  },
};
