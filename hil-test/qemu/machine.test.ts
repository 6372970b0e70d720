// What a machine does without a running QEMU: lines of a machine that is off do nothing, and stop is final.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PowerEvent } from './machine.js';
import { QemuMachine } from './machine.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'farside-vm-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function machineIn(path: string, events: PowerEvent[]): Promise<QemuMachine> {
  const disks = { system: join(path, 'system.img'), data: join(path, 'data.img'), hostKey: 'ssh-ed25519 AAAA' };
  return QemuMachine.create({ name: 'test', dir: path, disks, report: (event) => events.push(event) });
}

it('stays off under every line but on', async () => {
  const events: PowerEvent[] = [];
  const machine = await machineIn(dir, events);
  for (const action of ['off', 'cycle', 'reset', 'soft', 'diag'] as const) machine.power(action, 'chassis-command');
  await machine.stop();
  expect(machine.isOn()).toBe(false);
  expect(events.filter((event) => event.kind !== 'action')).toEqual([]);
});

it('takes two different ports and does not start after stop', async () => {
  const events: PowerEvent[] = [];
  const machine = await machineIn(dir, events);
  expect(machine.sshPort).not.toBe(machine.healthPort);
  await machine.stop();
  machine.power('on', 'chassis-command');
  expect(machine.isOn()).toBe(false);
  expect(events).toEqual([]);
});

it('drops actions beyond its bound and says so', async () => {
  const events: PowerEvent[] = [];
  const machine = await machineIn(dir, events);
  for (let count = 0; count < 20; count++) machine.power('reset', 'watchdog');
  expect(events.filter((event) => event.kind === 'trouble')).toHaveLength(4);
  await machine.stop();
});

it('refuses a directory too long for a Unix socket', async () => {
  await expect(machineIn(join(dir, 'x'.repeat(100)), [])).rejects.toThrow(/too long for a Unix socket/);
});
