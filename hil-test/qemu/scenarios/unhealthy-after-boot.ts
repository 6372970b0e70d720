// An image that boots, answers SSH and fails its own health check: rackd sees it and turns back, long before the dead-man would.
import { strict as assert } from 'node:assert';
import { consoleSince, countOf } from '../witness.js';
import { before, endOf, expectHome, expectPinned, expectSoundLog, type Scenario, startSwap } from './scenario.js';

const IMAGE = 'v5-unhealthy';

export const unhealthyAfterBoot: Scenario = {
  name: 'unhealthy-after-boot',
  proves: 'an image that boots and fails its health check is rolled back by rackd, not by the dead-man',
  requirements: ['SAF-4', 'SAF-5', 'UPG-3', 'UPG-5'],
  async run(bench) {
    const start = await before(bench);
    const { swapId } = await startSwap(bench, IMAGE);
    const swap = await endOf(bench, swapId, 540_000);
    assert.equal(swap.state, 'fell-back', swap.reason);
    const said = await consoleSince(bench.machine.consoleFile, start.console);
    assert.ok(said.includes(`up, image ${IMAGE}`), 'the image must have booted');
    assert.equal(countOf(bench.ledgerSince(start.atMs), 'watchdog-expired'), 0, 'the dead-man must not have fired');
    await expectHome(bench, start);
    await expectPinned(bench);
    await expectSoundLog(bench);
    return swap.state;
  },
};
