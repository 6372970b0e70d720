// rackd is killed while a good new image is on trial, and stays dead: nobody commits. The dead-man fires, the known-good slot boots and serves,
// with no supervisor anywhere. Only then is rackd started again; it must find out what happened and end the swap.
import { strict as assert } from 'node:assert';
import { eventOf, stateOf } from '../../e2e/follow.js';
import type { QemuBench } from '../bench.js';
import { waitForBoot } from '../ssh-client.js';
import { lookAtNode } from '../witness.js';
import { expectOneWatchdogCycle } from './hang-at-boot.js';
import {
  before,
  endOf,
  expectHome,
  expectPinned,
  expectSoundLog,
  expectWhole,
  type Scenario,
  startSwap,
} from './scenario.js';

const KILLED_IN = 'validating';
/** The whole watchdog and an emulated boot, on a busy machine. */
const HOME_MAX_MS = 240_000;
const POLL_MS = 500;

async function deadManFires(bench: QemuBench): Promise<void> {
  for (const begunMs = performance.now(); bench.bmc.watchdog().running; ) {
    if (performance.now() - begunMs > HOME_MAX_MS) throw new Error('the dead-man went on running and never fired');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

export const supervisorKilled: Scenario = {
  name: 'supervisor-killed',
  proves: 'with rackd killed between arm and commit the node comes home alone; a later rackd ends the swap',
  requirements: ['SAF-7', 'SAF-8', 'UPG-3', 'OBS-3'],
  async run(bench) {
    const start = await before(bench);
    const image = start.look.image === 'v2' ? 'v1' : 'v2';
    const { swapId, seq } = await startSwap(bench, image);
    await eventOf(bench.client, swapId, seq, (event) => stateOf(event) === KILLED_IN);
    await bench.killRackd();
    bench.say(`rackd killed in ${KILLED_IN}; nobody is in charge of the node now`);
    assert.equal(bench.bmc.watchdog().running, true, 'the dead-man must run when the supervisor dies');
    const trial = await lookAtNode(bench.target);
    assert.equal(trial.image, image, 'the new image must be on trial when the supervisor dies');

    await deadManFires(bench);
    bench.say('the dead-man fired; waiting for the node, still without rackd');
    await waitForBoot(bench.target, trial.bootId, HOME_MAX_MS);
    assert.equal(bench.rackd.running, false, 'no rackd may have helped');
    expectOneWatchdogCycle(bench, start);
    await expectHome(bench, start);

    await bench.startRackd();
    const swap = await endOf(bench, swapId, 300_000);
    assert.equal(swap.state, 'fell-back', swap.reason);
    expectOneWatchdogCycle(bench, start);
    await expectHome(bench, start);
    await expectPinned(bench);
    await expectWhole(bench);
    await expectSoundLog(bench);
    return swap.state;
  },
};
