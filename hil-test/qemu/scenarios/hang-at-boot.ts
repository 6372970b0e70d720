// An image that hangs in its initramfs: nothing in the node can help. The BMC's dead-man power-cycles it, GRUB starts the known-good slot.
import { strict as assert } from 'node:assert';
import type { QemuBench } from '../bench.js';
import { consoleSince, countOf } from '../witness.js';
import {
  type Before,
  before,
  endOf,
  expectHome,
  expectPinned,
  expectSoundLog,
  expectWhole,
  type Scenario,
  startSwap,
} from './scenario.js';

const IMAGE = 'v4-hang';
const HANGS = 'initramfs: broken image, hang';
/** Get System Restart Cause, IPMI v2.0 §28.11: 4 is "expiration of the watchdog timer". */
const CHASSIS = 0x00;
const GET_RESTART_CAUSE = 0x07;
const CAUSE_WATCHDOG = 0x04;

/** QEMU and the BMC agree: one power cycle, by the watchdog, and nothing else. */
export function expectOneWatchdogCycle(bench: QemuBench, { atMs, powerEvents }: Before): void {
  const ledger = bench.ledgerSince(atMs);
  assert.equal(countOf(ledger, 'watchdog-expired'), 1, 'how often the dead-man fired');
  const power = ledger.flatMap((entry) => (entry.what === 'power' ? [`${entry.action} by ${entry.cause}`] : []));
  assert.deepEqual(power, ['cycle by watchdog'], 'power actions of the BMC');
  const told = bench.powerEvents.slice(powerEvents).filter((event) => event.kind === 'action');
  assert.deepEqual(told, [{ kind: 'action', action: 'cycle', cause: 'watchdog' }], 'what QEMU was told');
  const { code, data } = bench.bmc.fromHost(CHASSIS, GET_RESTART_CAUSE, Buffer.alloc(0));
  assert.equal(code, 0, 'Get System Restart Cause');
  assert.equal((data[0] ?? 0) & 0x0f, CAUSE_WATCHDOG, 'the restart cause');
}

export const hangAtBoot: Scenario = {
  name: 'hang-at-boot',
  proves: 'an image that hangs at boot is left by the dead-man: power cycle, back in the known-good slot',
  requirements: ['SAF-7', 'SAF-8', 'UPG-3', 'ENV-1'],
  async run(bench) {
    const start = await before(bench);
    const { swapId } = await startSwap(bench, IMAGE);
    const swap = await endOf(bench, swapId, 540_000);
    assert.equal(swap.state, 'fell-back', swap.reason);
    assert.ok(
      (await consoleSince(bench.machine.consoleFile, start.console)).includes(HANGS),
      'the image must have hung',
    );
    expectOneWatchdogCycle(bench, start);
    await expectHome(bench, start);
    await expectPinned(bench);
    await expectWhole(bench);
    await expectSoundLog(bench);
    return swap.state;
  },
};
