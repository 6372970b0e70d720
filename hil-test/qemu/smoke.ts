// A check of the bench by hand: one node boots, takes v2, falls back without mark-good, and survives an image that hangs.
// No supervisor is involved; every step is a command somebody could type. Prints the seconds of each step.
// Exit codes: 0 all as expected, 1 not, 2 Debian packages are missing.
import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { ImageSet } from './images.js';
import { buildImages } from './images.js';
import { QemuMachine } from './machine.js';
import { installLine, missingPackages } from './packages.js';
import { makeSshKey, provisionNode } from './provision.js';
import type { SshTarget } from './ssh-client.js';
import { copyToNode, onNode, pinHostKey, waitForBoot } from './ssh-client.js';

const BOOT_TIMEOUT_MS = 120_000;
const bootState = z.looseObject({
  booted: z.string(),
  boot_primary: z.string().nullable(),
  slots: z.array(z.record(z.string(), z.looseObject({ bootname: z.string(), boot_status: z.string() }))),
});

type Bench = { readonly images: ImageSet; readonly machine: QemuMachine; readonly target: SshTarget };

async function step<T>(what: string, act: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await act();
  console.log(`${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${what}`);
  return result;
}

async function must(target: SshTarget, command: string): Promise<string> {
  const { code, stdout, stderr } = await onNode(target, command);
  assert.equal(code, 0, `${command}: exit code ${code}: ${stderr}`);
  return stdout;
}

async function expectState(target: SshTarget, booted: string, image: string, bootStatus: string): Promise<void> {
  const status = bootState.parse(JSON.parse(await must(target, 'rauc status --detailed --output-format=json')));
  const slot = status.slots.flatMap((entry) => Object.values(entry)).find(({ bootname }) => bootname === booted);
  assert.equal(status.booted, booted, 'booted slot');
  assert.equal(slot?.boot_status, bootStatus, 'boot_status of the booted slot');
  assert.equal((await must(target, 'cat /etc/image-version')).trim(), image, 'image of the booted slot');
}

async function environment(target: SshTarget): Promise<string> {
  return must(target, 'grub-editenv /env/grub/grubenv list');
}

/** Stages an image into the inactive slot and checks that nothing but that slot has changed. */
async function stage({ images, target }: Bench, version: string, device: string): Promise<void> {
  const image = images.image(version);
  const order = /^ORDER=.*$/m;
  const before = order.exec(await environment(target))?.[0];
  await step(`copy bundle ${version} (${(image.bundle.size / 1e6).toFixed(1)} MB)`, async () => {
    const { code, stderr } = await copyToNode(target, image.bundleFile, '/data/bundles/bundle.raucb');
    assert.equal(code, 0, stderr);
  });
  await step(`rauc install ${version}`, () => must(target, 'rauc install /data/bundles/bundle.raucb'));
  const after = order.exec(await environment(target))?.[0];
  assert.equal(after, before, 'staging must not change the boot order');
  await step(`read back ${version} from ${device}`, async () => {
    const found = await must(target, `head -c ${image.slot.size} ${device} | sha256sum`);
    assert.equal(found.split(' ')[0], image.slot.sha256, 'sha256 of the slot');
  });
}

async function bootId(target: SshTarget): Promise<string> {
  return (await must(target, 'cat /proc/sys/kernel/random/boot_id')).trim();
}

async function goodImage(bench: Bench): Promise<void> {
  const { machine, target } = bench;
  await stage(bench, 'v2', '/dev/vda3');
  await step('rauc status mark-active other', () => must(target, 'rauc status mark-active other'));
  const first = await bootId(target);
  const trial = await step('reboot into slot B', async () => {
    await onNode(target, 'reboot');
    return waitForBoot(target, first, BOOT_TIMEOUT_MS);
  });
  await expectState(target, 'B', 'v2', 'bad');
  await step('reset without mark-good, back in slot A', async () => {
    machine.power('reset', 'chassis-command');
    await waitForBoot(target, trial, BOOT_TIMEOUT_MS);
  });
  await expectState(target, 'A', 'v1', 'bad');
  await step('rauc status mark-good', () => must(target, 'rauc status mark-good'));
  await expectState(target, 'A', 'v1', 'good');
}

async function hangingImage(bench: Bench): Promise<void> {
  const { machine, target } = bench;
  await stage(bench, 'v4-hang', '/dev/vda3');
  await must(target, 'rauc status mark-active other');
  const before = await bootId(target);
  await step('reboot into an image that hangs (console says so)', async () => {
    await onNode(target, 'reboot');
    await waitForConsole(machine, 'initramfs: broken image, hang');
  });
  const back = await step('power cycle, back in slot A', async () => {
    machine.power('cycle', 'watchdog');
    return waitForBoot(target, before, BOOT_TIMEOUT_MS);
  });
  await expectState(target, 'A', 'v1', 'bad');
  await step('one more reset without mark-good, still slot A', async () => {
    machine.power('reset', 'chassis-command');
    await waitForBoot(target, back, BOOT_TIMEOUT_MS);
  });
  await expectState(target, 'A', 'v1', 'bad');
  await must(target, 'rauc status mark-good');
}

async function waitForConsole(machine: QemuMachine, text: string): Promise<void> {
  const linesToSearch = 40; // a panic prints its trace after its reason
  const until = performance.now() + BOOT_TIMEOUT_MS;
  while (performance.now() < until) {
    const tail = await machine.consoleTail(linesToSearch);
    if (tail.some((line) => line.includes(text))) return;
    await delay(250);
  }
  throw new Error(`the console never said "${text}"; its end is ${JSON.stringify(await machine.consoleTail(5))}`);
}

async function unhealthyImage(bench: Bench): Promise<void> {
  const { machine, target } = bench;
  await stage(bench, 'v5-unhealthy', '/dev/vda3');
  await must(target, 'rauc status mark-active other');
  const before = await bootId(target);
  const trial = await step('reboot into an image that boots but is not healthy', async () => {
    await onNode(target, 'reboot');
    return waitForBoot(target, before, BOOT_TIMEOUT_MS);
  });
  await expectState(target, 'B', 'v5-unhealthy', 'bad');
  assert.equal((await onNode(target, 'health-check')).code, 3);
  const reason = 'unhealthy: application self-test failed';
  await expectHealth(machine, 503, { status: 'fail', image: 'v5-unhealthy', reason });
  await must(target, 'rauc status mark-bad booted');
  await step('mark-bad and reset, back in slot A', async () => {
    machine.power('reset', 'chassis-command');
    await waitForBoot(target, trial, BOOT_TIMEOUT_MS);
  });
  await expectState(target, 'A', 'v1', 'bad');
  await must(target, 'rauc status mark-good');
}

async function diagnosticInterrupt({ machine, target }: Bench): Promise<void> {
  const before = await bootId(target);
  await step('diagnostic interrupt: a panic on the console, then off and on', async () => {
    machine.power('diag', 'chassis-command');
    await waitForConsole(machine, 'Kernel panic');
    machine.power('off', 'chassis-command');
    machine.power('on', 'chassis-command');
    await waitForBoot(target, before, BOOT_TIMEOUT_MS);
  });
  await expectState(target, 'A', 'v1', 'bad'); // the other slot was marked bad by the story before
}

async function softShutdown({ machine, target }: Bench): Promise<void> {
  const before = await bootId(target);
  await step('ACPI soft shutdown', async () => {
    machine.power('soft', 'chassis-command');
    const until = performance.now() + 30_000;
    while (machine.isOn() && performance.now() < until) await delay(200);
    assert.equal(machine.isOn(), false, 'the node must be off after a soft shutdown');
  });
  await step('power on again', async () => {
    machine.power('on', 'chassis-command');
    await waitForBoot(target, before, BOOT_TIMEOUT_MS);
  });
}

async function frozenMachine({ machine, target }: Bench): Promise<void> {
  const before = await bootId(target);
  await must(target, 'rauc status mark-good');
  await step('frozen QEMU, reset all the same', async () => {
    const pid = machine.pid();
    assert.ok(pid !== undefined, 'QEMU must be running');
    process.kill(pid, 'SIGSTOP');
    machine.power('reset', 'chassis-command');
    await waitForBoot(target, before, BOOT_TIMEOUT_MS);
  });
}

async function expectHealth(machine: QemuMachine, status: number, body: object): Promise<void> {
  const url = `http://127.0.0.1:${machine.healthPort}/health`;
  const response = await fetch(url, { signal: AbortSignal.timeout(15_000) });
  assert.deepEqual({ status: response.status, body: await response.json() }, { status, body });
}

async function main(dir: string): Promise<void> {
  const images = await step('images (built or found in the cache)', buildImages);
  const loginKey = await makeSshKey(join(dir, 'login'));
  const disks = await step('disks of one node', () => provisionNode(dir, images, loginKey));
  const machine = await QemuMachine.create({
    name: 'smoke',
    dir,
    disks,
    report: (event) => console.log(`          machine: ${JSON.stringify(event)}`),
  });
  const target: SshTarget = {
    port: machine.sshPort,
    hostKey: machine.hostKey,
    keyFile: loginKey.privateKeyFile,
    knownHostsFile: join(dir, 'known_hosts'),
  };
  await pinHostKey(target);
  const bench = { images, machine, target };
  try {
    machine.power('on', 'chassis-command');
    await step('power on to first login', () => waitForBoot(target, undefined, BOOT_TIMEOUT_MS));
    await expectState(target, 'A', 'v1', 'bad');
    await step('health endpoint', () => expectHealth(machine, 200, { status: 'ok', image: 'v1' }));
    await step('rauc status mark-good', () => must(target, 'rauc status mark-good'));
    await goodImage(bench);
    await hangingImage(bench);
    await unhealthyImage(bench);
    await diagnosticInterrupt(bench);
    await softShutdown(bench);
    await frozenMachine(bench);
  } finally {
    await step('stop', () => machine.stop());
  }
}

const missing = await missingPackages();
if (missing.length > 0) {
  console.error(`The QEMU bench needs Debian packages that are not installed:\n  ${installLine(missing)}`);
  process.exit(2);
}
const dir = await mkdtemp(join(tmpdir(), 'farside-smoke-'));
try {
  await main(dir);
  await rm(dir, { recursive: true });
  console.log('smoke: all as expected');
} catch (error) {
  console.error(error);
  console.error(`smoke: failed; the node's console and disks are in ${dir}`);
  process.exitCode = 1;
}
