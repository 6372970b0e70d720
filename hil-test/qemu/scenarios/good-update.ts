// A good image: staged, selected for one try under a running dead-man, booted, validated, committed, dead-man off.
import { strict as assert } from 'node:assert';
import { countOf, isHealthy, lookAtNode, otherSlot } from '../witness.js';
import { before, endOf, expectPinned, expectSoundLog, expectWhole, type Scenario, startSwap } from './scenario.js';

const IMAGE = 'v2';

export const goodUpdate: Scenario = {
  name: 'good-update',
  proves: 'a good image is booted under a running dead-man, validated and committed',
  requirements: ['UPG-1', 'UPG-5', 'SAF-7', 'SAF-8'],
  async run(bench) {
    const start = await before(bench);
    const { swapId } = await startSwap(bench, IMAGE);
    const swap = await endOf(bench, swapId, 420_000);
    assert.equal(swap.state, 'committed', swap.reason);

    const now = await lookAtNode(bench.target);
    assert.equal(now.slot, otherSlot(start.look.slot), 'the slot that runs');
    assert.equal(now.image, IMAGE, 'the image that runs');
    await expectPinned(bench);
    await expectWhole(bench);
    assert.equal(await isHealthy(bench.machine.healthPort, 10_000), true, 'the node must serve');

    const ledger = bench.ledgerSince(start.atMs);
    const armed = ledger.find((entry) => entry.what === 'watchdog-set' && entry.action === 'power-cycle');
    assert.ok(armed !== undefined && countOf(ledger, 'watchdog-started') > 0, 'a dead-man must have been started');
    assert.equal(countOf(ledger, 'watchdog-expired'), 0, 'the dead-man must not have fired');
    assert.equal(countOf(ledger, 'power'), 0, 'a good update needs no power action');
    assert.equal(bench.bmc.watchdog().running, false, 'the dead-man must be off');

    const view = await bench.nodeView();
    assert.equal(view.knownGoodImage, bench.images.get(IMAGE).digest, 'the known-good image on record');
    assert.equal(view.knownGoodSlot, now.slot, 'the known-good slot on record');
    await expectSoundLog(bench);
    return swap.state;
  },
};
