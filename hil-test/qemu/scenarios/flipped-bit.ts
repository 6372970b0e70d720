// One bit of the bundle flips in the rack's own image folder, after it was received: the swap is refused before a byte goes to the node.
import { before, endOf, expectRefused, expectUntouched, type Scenario, startSwap } from './scenario.js';

export const flippedBit: Scenario = {
  name: 'flipped-bit',
  proves: 'a bundle with one flipped bit at the rack is refused (K08), and nothing changes',
  requirements: ['SAF-8'],
  async run(bench) {
    const start = await before(bench);
    const image = start.look.image === 'v2' ? 'v1' : 'v2';
    await bench.images.flipOneBit(image);
    try {
      const { swapId } = await startSwap(bench, image);
      const swap = await endOf(bench, swapId, 60_000);
      await expectRefused(bench, swap, 'K08');
      await expectUntouched(bench, start);
    } finally {
      await bench.images.restore(image);
    }
    return 'refused (K08)';
  },
};
