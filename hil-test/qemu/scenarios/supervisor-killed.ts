// rackd is killed at a given moment of a swap and stays dead. The node must come home alone: a good slot booted, serving, no dead-man left, and
// another reset would lead nowhere else. Only then is rackd started again; it must find out what happened, end the swap and do nothing twice.
import { strict as assert } from 'node:assert';
import type { rack } from '#proto/contract.js';
import { actionOf, eventOf, stateOf, until } from '../../e2e/follow.js';
import type { QemuBench } from '../bench.js';
import { deadLogOf, doneTwice, isKnownDone, lastState, liveLogOf } from '../dead-log.js';
import { waitForBoot } from '../ssh-client.js';
import { bootsIn, consoleSince, countOf, isHealthy, lookAtNode, nextSlot } from '../witness.js';
import { expectOneWatchdogCycle } from './hang-at-boot.js';
import { type KillMoment, type Place, type WayHome, wayOf } from './kill-moments.js';
import {
  type Before,
  before,
  endOf,
  expectPinned,
  expectSoundLog,
  expectWhole,
  type Scenario,
  startSwap,
} from './scenario.js';

/** The whole watchdog and an emulated boot, on a busy machine. */
const HOME_MAX_MS = 240_000;
const ARMED_MAX_MS = 60_000;
const END_MAX_MS = 300_000;
/** Longer than the dead-man: one that was left behind unseen would have fired. */
const QUIET_MS = 75_000;
/** Below the time-out of an IPMI client, far above the time in which a poll sees what the BMC did. */
const SLOW_BMC_MS = 300;
/** A kill may come too late on a busy machine, or the effect have failed. It is then said and tried again, on the next swap. */
const TRIES_MAX = 3;

type Trial = { readonly start: Before; readonly image: string; readonly swapId: string };

async function waitForMoment(
  bench: QemuBench,
  { state, when }: KillMoment,
  { swapId, seq }: rack.Accepted,
): Promise<void> {
  if (when.sees === 'effect-done') {
    let intent: string | undefined;
    await eventOf(bench.client, swapId, seq, (event) => {
      if (actionOf(event) === when.action) intent = intentOf(event);
      return isEntryOn(event, when.seenAs) || (event.kind === 'intent.closed' && intentOf(event) === intent);
    });
    return;
  }
  await eventOf(bench.client, swapId, seq, (event) => stateOf(event) === state);
  if (when.sees === 'state-entered') return;
  await until('the dead-man to be started', ARMED_MAX_MS, () => bench.bmc.watchdog().running || undefined);
}

const isEntryOn = (event: rack.Event, on: string): boolean =>
  event.kind === 'swap.entered' && (JSON.parse(event.body) as { on: string }).on === on;
const intentOf = (event: rack.Event): string => (JSON.parse(event.body) as { intent: string }).intent;

/** Starts a swap and kills rackd at the moment. Undefined when rackd's own log or the BMC says that it was another moment. */
async function killAt(bench: QemuBench, moment: KillMoment): Promise<Trial | undefined> {
  const start = await before(bench);
  const good = start.look.image === 'v2' ? 'v1' : 'v2';
  const image = moment.image === 'good' ? good : 'v5-unhealthy';
  bench.bmc.faults.answerDelayMs = moment.when.sees === 'dead-man-running' ? SLOW_BMC_MS : 0;
  try {
    const accepted = await startSwap(bench, image);
    await waitForMoment(bench, moment, accepted);
    await bench.killRackd();
    const log = deadLogOf(bench.logFile, accepted.swapId);
    const diedIn = lastState(log);
    const { running } = bench.bmc.watchdog();
    const { when } = moment;
    const isThen = when.sees !== 'effect-done' || isKnownDone(log, when.action, when.seenAs);
    if (diedIn === moment.state && running === moment.deadMan && isThen) {
      bench.say(`rackd killed in ${diedIn}, by its own log; nobody is in charge of the node now`);
      return { start, image, swapId: accepted.swapId };
    }
    bench.say(`missed: rackd died in ${diedIn}, dead-man ${running ? 'running' : 'off'}; this swap proves nothing`);
    await bench.startRackd();
    await endOf(bench, accepted.swapId, END_MAX_MS);
    return undefined;
  } finally {
    bench.bmc.faults.answerDelayMs = 0;
  }
}

/** By the dead-man, with no rackd. QEMU's process must have ended: what answers after that is another boot. */
async function deadManBringsItBack(bench: QemuBench, { start }: Trial): Promise<void> {
  await until('the dead-man to fire and QEMU to be cycled', HOME_MAX_MS, () => {
    const cut = bench.powerEvents.slice(start.powerEvents).some(({ kind }) => kind === 'ended');
    return (cut && countOf(bench.ledgerSince(start.atMs), 'watchdog-expired') > 0) || undefined;
  });
  bench.say('the dead-man fired; waiting for the node, still without rackd');
}

async function nothingHappens(bench: QemuBench): Promise<void> {
  bench.say(`no dead-man is left; watching for ${QUIET_MS / 1000} s that nothing happens, still without rackd`);
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
}

/** What the node did by itself, from the console on: one of the ways that the moment allows. Throws when it is none of them. */
async function wayTaken(bench: QemuBench, moment: KillMoment, { start }: Trial): Promise<WayHome> {
  const slots = bootsIn(await consoleSince(bench.machine.consoleFile, start.console));
  const boots = slots.map((slot): Place => (slot === start.look.slot ? 'home' : 'new'));
  const way = wayOf(moment, boots);
  const allowed = moment.ways.map((one) => one.boots.join(', ')).join(' or ');
  assert.ok(way !== undefined, `GRUB started ${boots.join(', ') || 'nothing'}; it must be ${allowed}`);
  return way;
}

function expectOnlyTheDeadMan(bench: QemuBench, { deadMan }: KillMoment, { start }: Trial): void {
  assert.equal(bench.bmc.watchdog().running, false, 'the dead-man must not run any more');
  const ledger = bench.ledgerSince(start.atMs);
  if (deadMan) {
    const since = ledger.slice(ledger.findIndex(({ what }) => what === 'watchdog-expired'));
    assert.equal(
      countOf(since, 'watchdog-started'),
      0,
      'a dead-man that has fired must not be started on a node at home',
    );
    return expectOneWatchdogCycle(bench, start);
  }
  assert.equal(countOf(ledger, 'watchdog-expired'), 0, 'the dead-man must not have fired');
  assert.equal(countOf(ledger, 'power'), 0, 'no power action was needed');
  assert.equal(bench.powerEvents.length, start.powerEvents, 'QEMU must not have been touched');
}

/** On the slot and image where this way ends, serving; another reset leads to that slot again or to home, never to what nobody has proven. */
async function expectThere(bench: QemuBench, { ends }: WayHome, { start, image }: Trial): Promise<void> {
  const now = await lookAtNode(bench.target);
  assert.equal(now.slot === start.look.slot, ends === 'fell-back', `the slot that runs is ${now.slot}`);
  assert.equal(now.image, ends === 'fell-back' ? start.look.image : image, 'the image that runs');
  const next = nextSlot(now);
  assert.ok(next === now.slot || next === start.look.slot, `GRUB would start ${next} next: ${JSON.stringify(now.env)}`);
  assert.equal(await isHealthy(bench.machine.healthPort, 10_000), true, 'the node must serve');
}

async function comesHomeAlone(bench: QemuBench, moment: KillMoment, trial: Trial): Promise<WayHome> {
  await (moment.deadMan ? deadManBringsItBack(bench, trial) : nothingHappens(bench));
  await waitForBoot(bench.target, undefined, HOME_MAX_MS);
  await until('the node to serve', HOME_MAX_MS, async () =>
    (await isHealthy(bench.machine.healthPort, 10_000)) ? true : undefined,
  );
  const way = await wayTaken(bench, moment, trial);
  expectOnlyTheDeadMan(bench, moment, trial);
  await expectThere(bench, way, trial);
  assert.equal(bench.rackd.running, false, 'no rackd may have helped');
  bench.say(`home alone: GRUB started ${way.boots.join(', ')}`);
  return way;
}

async function laterRackdEndsIt(bench: QemuBench, moment: KillMoment, trial: Trial, way: WayHome): Promise<void> {
  await bench.startRackd();
  const swap = await endOf(bench, trial.swapId, END_MAX_MS);
  assert.equal(swap.state, way.ends, swap.reason);
  assert.deepEqual(await wayTaken(bench, moment, trial), way, 'nothing may have booted once more');
  expectOnlyTheDeadMan(bench, moment, trial);
  await expectThere(bench, way, trial);
  await expectPinned(bench);
  await expectWhole(bench);
  await expectSoundLog(bench);
  const view = await bench.nodeView();
  const { slot, image } = await lookAtNode(bench.target);
  assert.equal(view.knownGoodSlot, slot, 'the known-good slot on record');
  assert.equal(view.knownGoodImage, bench.images.get(image).digest, 'the known-good image on record');
  assert.deepEqual(doneTwice(await liveLogOf(bench.client, trial.swapId)), [], 'effects that were carried out twice');
}

export const supervisorKilled = (moment: KillMoment): Scenario => ({
  name: `supervisor-killed-${moment.name}`,
  proves: moment.proves,
  requirements: ['SAF-7', 'SAF-8', 'UPG-3', 'OBS-3'],
  ...(moment.name === 'validating' ? {} : { onlyOnRequest: true }),
  async run(bench) {
    for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
      const trial = await killAt(bench, moment);
      if (trial === undefined) continue;
      const way = await comesHomeAlone(bench, moment, trial);
      await laterRackdEndsIt(bench, moment, trial, way);
      return way.ends;
    }
    throw new Error(
      `rackd was not killed in ${moment.state} as wanted in any of ${TRIES_MAX} swaps; the lines above say where it died`,
    );
  },
});
