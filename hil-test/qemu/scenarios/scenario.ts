// What a scenario is: a name for what it proves, the requirements it is evidence for, and code that throws when the node did anything else.
// Scenarios run one after another on one node: each takes the slot it finds as home, and leaves a healthy node behind.
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import type { rack } from '#proto/contract.js';
import { verifyLive } from '#tools/rackctl/log.js';
import { isOver } from '#tools/rackctl/exit-codes.js';
import type { QemuBench } from '../bench.js';
import { NODE } from '../rack-file.js';
import { consoleMark, expectInSlot, isHealthy, isMarkedGood, lookAtNode, type NodeLook } from '../witness.js';

export type Scenario = {
  readonly name: string;
  readonly proves: string;
  readonly requirements: readonly string[];
  /** Left out of a run that names no scenario and does not ask for all: it takes minutes more, for a neighbour of one that is run. */
  readonly onlyOnRequest?: true;
  /** Returns how it ended, in the words of the summary. */
  readonly run: (bench: QemuBench) => Promise<string>;
};

/** How things stood before anything was asked for. */
export type Before = {
  readonly look: NodeLook;
  readonly atMs: number;
  readonly console: number;
  readonly powerEvents: number;
};

export async function before(bench: QemuBench): Promise<Before> {
  const look = await bench.ready();
  return {
    look,
    atMs: bench.clock.nowMs(),
    console: await consoleMark(bench.machine.consoleFile),
    powerEvents: bench.powerEvents.length,
  };
}

export const startSwap = (bench: QemuBench, version: string): Promise<rack.Accepted> =>
  bench.client.start({ node: NODE, image: bench.images.get(version).digest, idempotencyKey: randomUUID() });

const POLL_MS = 500;

export async function endOf(bench: QemuBench, id: string, maxMs: number): Promise<rack.Swap> {
  for (const begunMs = performance.now(); ; await new Promise((resolve) => setTimeout(resolve, POLL_MS))) {
    const swap = await bench.client.swap(id);
    if (isOver(swap)) return swap;
    if (performance.now() - begunMs > maxMs)
      throw new Error(`${id} did not end within ${maxMs / 1000} s: it is in ${swap.state}, ${swap.reason}`);
  }
}

/** The node is on the slot and image that were home before, after at least one more boot, serving, and without a dead-man. */
export async function expectHome(bench: QemuBench, { look: home }: Before): Promise<void> {
  const now = await lookAtNode(bench.target);
  assert.equal(now.slot, home.slot, 'the slot that runs');
  assert.equal(now.image, home.image, 'the image that runs');
  assert.notEqual(now.bootId, home.bootId, 'the node must have been restarted');
  assert.equal(await isHealthy(bench.machine.healthPort, 10_000), true, 'the node must serve');
  assert.equal(bench.bmc.watchdog().running, false, 'the dead-man must not run any more');
}

export async function expectUntouched(bench: QemuBench, { look, atMs, powerEvents }: Before): Promise<void> {
  assert.deepEqual(await lookAtNode(bench.target), look, 'boot, slot, image and boot environment');
  assert.equal(bench.bmc.watchdog().running, false, 'no dead-man may run');
  assert.equal(bench.powerEvents.length, powerEvents, 'QEMU must not have been touched');
  const changes = bench.ledgerSince(atMs).filter(({ what }) => what !== 'session-opened' && what !== 'session-closed');
  assert.deepEqual(changes, [], "the BMC's ledger of changes");
}

/** The slot that runs is good and first: no reset, however many, leads anywhere else. */
export async function expectPinned(bench: QemuBench): Promise<void> {
  const { slot, env } = await lookAtNode(bench.target);
  assert.ok(isMarkedGood({ env }, slot), `slot ${slot} must be marked good and first: ${JSON.stringify(env)}`);
}

/** The slot that runs holds its image to the last bit. */
export async function expectWhole(bench: QemuBench): Promise<void> {
  const { slot, image } = await lookAtNode(bench.target);
  await expectInSlot(bench.target, slot, bench.images.get(image).slot);
}

export async function expectSoundLog(bench: QemuBench): Promise<void> {
  const verification = await verifyLive(bench.client);
  assert.equal(verification.kind, 'sound', `the event log: ${JSON.stringify(verification)}`);
}

export async function expectRefused(bench: QemuBench, swap: rack.Swap, rule: string): Promise<void> {
  assert.equal(swap.state, 'refused', `the swap ended ${swap.state}: ${swap.reason}`);
  const reason = swap.verdict?.reasons.find((one) => one.rule === rule);
  assert.ok(reason !== undefined, `refused, and not by ${rule}: ${JSON.stringify(swap.verdict?.reasons)}`);
  assert.notEqual(reason.remedy, '', 'a refusal says what would make it permissible');
  bench.say(`refused: ${reason.rule} ${reason.text} ${reason.remedy}`);
  await expectSoundLog(bench);
}
