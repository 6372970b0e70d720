// Chassis and log commands: what reaches the machine, what is refused, what is remembered (IPMI v2.0 §28, §31, §33).
import { describe, expect, it } from 'vitest';
import { testBench } from './test-bench.js';
import { TestConsole } from './test-console.js';

const CHASSIS = 0x00;
const STORAGE = 0x0a;

function bench() {
  const made = testBench();
  const console = new TestConsole(made.bmc).become();
  return {
    ...made,
    console,
    chassis: (command: number, ...data: number[]) => console.command(CHASSIS, command, ...data),
  };
}
const ok = (...bytes: readonly number[]) => ({ code: 0, data: Buffer.from(bytes) });

describe('chassis', () => {
  it.each([
    [0, 'off'],
    [1, 'on'],
    [2, 'cycle'],
    [3, 'reset'],
    [4, 'diag'],
    [5, 'soft'],
  ] as const)('passes control %i on as %s', (code, action) => {
    const { chassis, machine } = bench();
    expect(chassis(0x02, code)).toEqual(ok());
    expect(machine.calls).toEqual([[action, 'chassis-command']]);
  });

  it.each([2, 3, 4, 5])('answers D5h to control %i when the machine is off, and does nothing', (code) => {
    const { chassis, machine } = bench();
    machine.on = false;
    expect(chassis(0x02, code)).toMatchObject({ code: 0xd5 });
    expect(machine.calls).toEqual([]);
  });

  it('refuses a reserved control', () => {
    expect(bench().chassis(0x02, 6)).toMatchObject({ code: 0xcc });
  });

  it('shows power, restore policy and identify in the status', () => {
    const { chassis, clock, machine } = bench();
    expect(chassis(0x06, 3)).toEqual(ok(0x07));
    expect(chassis(0x01)).toEqual(ok(0x41, 0x00, 0x40));
    expect(chassis(0x06, 1)).toEqual(ok(0x07));
    chassis(0x04);
    machine.on = false;
    expect(chassis(0x01)).toEqual(ok(0x20, 0x00, 0x50));
    clock.advance(15_000);
    chassis(0x02, 1);
    expect(chassis(0x01)).toEqual(ok(0x21, 0x10, 0x40));
    chassis(0x04, 0, 1);
    clock.advance(50_000);
    expect(chassis(0x01)).toEqual(ok(0x21, 0x10, 0x60));
  });

  it('remembers why the machine started last', () => {
    const { bmc, chassis } = bench();
    expect(chassis(0x07)).toEqual(ok(0x00, 0x00));
    chassis(0x02, 1); // it is on already: no restart
    expect(chassis(0x07)).toEqual(ok(0x00, 0x00));
    chassis(0x02, 2);
    expect(chassis(0x07)).toEqual(ok(0x01, 0x01));
    bmc.chassis.hostRestarting('soft-reset');
    expect(chassis(0x07)).toEqual(ok(0x0a, 0x00));
  });
});

describe('system event log', () => {
  const record = (marker: number): number[] => [0, 0, 0x02, 0, 0, 0, 0, 0x41, 0, 4, 0x12, marker, 0x6f, 1, 2, 3];

  it('numbers and stamps what is added, and is walked by next record id', () => {
    const { clock, console } = bench();
    clock.advance(3_000);
    expect(console.command(STORAGE, 0x44, ...record(1))).toEqual(ok(1, 0));
    expect(console.command(STORAGE, 0x44, ...record(2))).toEqual(ok(2, 0));
    const first = console.command(STORAGE, 0x43, 0, 0, 0, 0, 0, 0xff);
    if (first === 'silence') throw new Error('no answer');
    expect(first.data.toString('hex')).toBe('0200' + '0100' + '02' + '83d8db70' + '4100041201' + '6f010203');
    expect(console.command(STORAGE, 0x43, 0, 0, 2, 0, 0, 0xff)).toMatchObject({ code: 0 });
    expect(console.command(STORAGE, 0x43, 0, 0, 9, 0, 0, 0xff)).toMatchObject({ code: 0xcb });
    expect(console.command(STORAGE, 0x43, 0, 0, 1, 0, 0, 17)).toMatchObject({ code: 0xc9 });
  });

  it('is cleared only with a good reservation and the letters CLR', () => {
    const { bmc, console } = bench();
    console.command(STORAGE, 0x44, ...record(1));
    const clear = (reservation: number, letters: string) =>
      console.command(STORAGE, 0x47, reservation, 0, ...Buffer.from(letters), 0xaa);
    expect(clear(1, 'CLR')).toMatchObject({ code: 0xc5 });
    expect(console.command(STORAGE, 0x42)).toEqual(ok(1, 0));
    expect(clear(1, 'CLS')).toMatchObject({ code: 0xcc });
    expect(console.command(STORAGE, 0x47, 1, 0, ...Buffer.from('CLR'), 0x00)).toEqual(ok(1)); // how far is it?
    expect(bmc.sel.size).toBe(1);
    expect(clear(1, 'CLR')).toEqual(ok(1));
    expect(bmc.sel.size).toBe(0);
  });

  it('refuses when full, says overflow, and keeps the old records', () => {
    const { bmc, console } = bench();
    for (let i = 0; i < 512; i++)
      expect(console.command(STORAGE, 0x44, ...record(i & 0xff))).toMatchObject({ code: 0 });
    expect(console.command(STORAGE, 0x44, ...record(1))).toMatchObject({ code: 0xc4 });
    expect(bmc.sel.size).toBe(512);
    const info = console.command(STORAGE, 0x40);
    if (info === 'silence') throw new Error('no answer');
    expect([info.data.readUInt16LE(1), info.data.readUInt16LE(3), (info.data[13] ?? 0) & 0x80]).toEqual([512, 0, 0x80]);
  });
});
