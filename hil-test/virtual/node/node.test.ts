// The node model on a manual clock: boots, tries, watchdogs, half-written slots. The truth that every bench stands on.
import { describe, expect, it } from 'vitest';
import { VirtualBmc } from '../bmc/bmc.js';
import { slotImage } from '../images.js';
import { BENCH_SEED, bench } from '../shell/bench.js';
import type { Behaviour } from './slot.js';

const put = (b: ReturnType<typeof bench>, behaviour: Behaviour): void => {
  b.node.slots.B.write(0, slotImage('v2', behaviour, undefined, BENCH_SEED));
};
const tryB = (b: ReturnType<typeof bench>): void =>
  b.node.setBootEnv({ ORDER: 'B A', A_OK: '1', A_TRY: '0', B_OK: '1', B_TRY: '0' });

/** IPMI as the host would say it, in-band: Set Watchdog Timer (power cycle, SMS/OS) and Reset Watchdog Timer. */
function armed(b: ReturnType<typeof bench>, timeoutMs: number): VirtualBmc {
  const users = [{ name: 'admin', password: 'secret', privilege: 'administrator' as const }];
  const bmc = new VirtualBmc({ name: 'bmc', host: '127.0.0.1', port: 0, users, machine: b.node, clock: b.clock });
  b.node.connectBmc(bmc);
  const countdown = Buffer.alloc(2);
  countdown.writeUInt16LE(timeoutMs / 100);
  expect(bmc.fromHost(0x06, 0x24, Buffer.from([0x04, 0x03, 0x00, 0x10, ...countdown])).code).toBe(0);
  expect(bmc.fromHost(0x06, 0x22, Buffer.alloc(0)).code).toBe(0);
  return bmc;
}

describe('a virtual node', () => {
  it('goes through POST, boot loader and kernel, with a new boot id each time', async () => {
    const b = bench();
    const before = (await b.run('cat /proc/sys/kernel/random/boot_id')).stdout;
    await b.run('reboot');
    b.clock.advance(300);
    expect(b.node.state).toBe('post');
    b.clock.advance(300);
    expect(b.node.state).toBe('loader');
    b.clock.advance(100);
    expect(b.node.state).toBe('kernel');
    b.clock.advance(1000);
    expect(b.node.state).toBe('up');
    expect((await b.run('cat /proc/sys/kernel/random/boot_id')).stdout).not.toBe(before);
    expect(b.node.bootEnv()).toMatchObject({ A_TRY: '1' });
  });

  it.each(['hang', 'panic'] as const)('comes home by the watchdog from an image that does %s', (behaviour) => {
    const b = bench();
    put(b, behaviour);
    tryB(b);
    const bmc = armed(b, 10_000);
    b.node.shutDown('reboot');
    b.clock.advance(9000);
    expect(b.node.isOn()).toBe(true);
    expect(b.node.state).toBe(behaviour === 'hang' ? 'hung' : 'panicked');
    b.clock.advance(4000);
    expect(b.node.state).toBe('up');
    expect(b.node.running?.slot).toBe('A');
    expect(
      b.node.ledger.entries
        .filter((entry) => entry.what === 'boot')
        .map((entry) => entry.what === 'boot' && entry.slot),
    ).toEqual(['B', 'A']);
    expect(bmc.ledger.filter((entry) => entry.what === 'watchdog-expired')).toHaveLength(1);
    bmc.watchdog();
  });

  it('stays dark in a hang without a watchdog, however long', () => {
    const b = bench();
    put(b, 'hang');
    tryB(b);
    b.node.shutDown('reboot');
    b.clock.advance(24 * 3600 * 1000);
    expect(b.node.state).toBe('hung');
  });

  it('loses its dead-man to a firmware that stops the watchdog in POST', () => {
    const b = bench();
    put(b, 'hang');
    tryB(b);
    b.node.faults.postStopsWatchdog = true;
    const bmc = armed(b, 10_000);
    b.node.shutDown('reboot');
    b.clock.advance(60_000);
    expect(b.node.state).toBe('hung');
    expect(bmc.watchdog().running).toBe(false);
  });

  it('panics on a slot that was written only in half, and on one flipped bit', async () => {
    const half = bench();
    const image = slotImage('v2', 'good', undefined, BENCH_SEED);
    const writing = half.run('dd of=/dev/vda3 bs=64k conv=fsync', image).catch((error: unknown) => error);
    while (half.node.ledger.count('slot-write-started') === 0) await new Promise((resolve) => setImmediate(resolve));
    half.clock.advance(150);
    half.node.power('reset', 'chassis-command');
    expect(String(await writing)).toContain('lost power');
    expect(half.node.slots.B.bytes.subarray(0, 65536).equals(image.subarray(0, 65536))).toBe(true);
    expect(half.node.slots.B.find().kind).toBe('broken');
    expect(half.node.ledger.count('slot-write-finished')).toBe(0);

    const flipped = bench();
    put(flipped, 'good');
    const { bytes } = flipped.node.slots.B;
    bytes[200_000] = (bytes[200_000] ?? 0) ^ 1;
    tryB(flipped);
    flipped.node.shutDown('reboot');
    flipped.clock.advance(5000);
    expect(flipped.node.state).toBe('panicked');
    expect(flipped.node.console.at(-1)).toContain('Kernel panic');
  });

  it('obeys its power lines, and no line while the mains are away', () => {
    const { node, clock } = bench();
    node.power('soft', 'chassis-command');
    clock.advance(300);
    expect(node.isOn()).toBe(false);
    node.power('cycle', 'chassis-command');
    clock.advance(10_000);
    expect(node.isOn()).toBe(false);
    node.power('on', 'chassis-command');
    clock.advance(1400);
    expect(node.state).toBe('up');
    node.cutMains();
    node.power('on', 'chassis-command');
    clock.advance(10_000);
    expect(node.isOn()).toBe(false);
    node.restoreMains(true);
    clock.advance(1400);
    expect(node.state).toBe('up');
  });
});
