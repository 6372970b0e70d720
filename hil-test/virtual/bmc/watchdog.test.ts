// The dead-man as a supervisor meets it, command by command, on a hand-turned clock (SAF-7; IPMI v2.0 §27).
import { describe, expect, it } from 'vitest';
import { testBench, type TestBench } from './test-bench.js';
import { TestConsole } from './test-console.js';

const APP = 0x06;
const ARM_60S = [0x04, 0x03, 0x00, 0x10, 0x58, 0x02] as const; // SMS/OS, power cycle, clear its flag, 600 × 100 ms

function bench(): TestBench & { console: TestConsole } {
  const made = testBench();
  return { ...made, console: new TestConsole(made.bmc).become() };
}
const set = (console: TestConsole, ...bytes: readonly number[]) => console.command(APP, 0x24, ...bytes);
const reset = (console: TestConsole) => console.command(APP, 0x22);
function get(console: TestConsole): string {
  const answer = console.command(APP, 0x25);
  if (answer === 'silence') throw new Error('no answer');
  expect(answer.code).toBe(0);
  return answer.data.toString('hex');
}

describe('watchdog', () => {
  it('answers 80h to Reset before the first Set', () => {
    const { console, bmc } = bench();
    expect(reset(console)).toMatchObject({ code: 0x80 });
    expect(bmc.watchdog.snapshot().initialized).toBe(false);
  });

  it('does not run after Set alone, however long one waits', () => {
    const { console, clock, machine } = bench();
    expect(set(console, ...ARM_60S)).toMatchObject({ code: 0 });
    clock.advance(50_000);
    expect(get(console)).toBe('0403000058025802');
    clock.advance(50_000);
    expect(machine.calls).toEqual([]);
  });

  it('counts down from Reset in 100 ms units, shows running, and power-cycles the machine at 0', () => {
    const { console, clock, machine, bmc } = bench();
    set(console, ...ARM_60S);
    expect(reset(console)).toMatchObject({ code: 0 });
    expect(get(console)).toBe('4403000058025802');
    clock.advance(10_050);
    expect(get(console)).toBe('44030000' + '5802' + 'f401'); // 600 and 500 (499.5 rounded up)
    clock.advance(49_949);
    expect(machine.calls).toEqual([]);
    clock.advance(1);
    expect(machine.calls).toEqual([['cycle', 'watchdog']]);
    expect(bmc.chassis.restartCause).toBe('watchdog');
    expect(get(new TestConsole(bmc).become())).toBe('0403001058020000'); // stopped, SMS/OS flag, 0 left
  });

  it('is postponed by Reset and fires once', () => {
    const { console, clock, machine } = bench();
    set(console, ...ARM_60S);
    for (let kick = 0; kick < 5; kick++) {
      reset(console);
      clock.advance(50_000);
    }
    expect(machine.calls).toEqual([]);
    clock.advance(600_000);
    expect(machine.calls).toHaveLength(1);
  });

  it('survives host resets and sessions that end, but not a cold reset of the BMC', () => {
    const { console, clock, machine, bmc } = bench();
    set(console, ...ARM_60S);
    reset(console);
    console.command(0x00, 0x02, 0x03); // hard reset of the host
    console.command(APP, 0x3c, ...idBytes(console.bmcId));
    expect(bmc.watchdog.snapshot().running).toBe(true);
    const other = new TestConsole(bmc).become();
    other.command(APP, 0x02); // cold reset
    clock.advance(120_000);
    expect(machine.calls).toEqual([['reset', 'chassis-command']]);
    expect(bmc.watchdog.snapshot().initialized).toBe(false);
  });

  it('is stopped by Set, and goes on from the new count if Set says do not stop', () => {
    const { console, clock, machine, bmc } = bench();
    set(console, ...ARM_60S);
    reset(console);
    set(console, 0x44, 0x01, 0x00, 0x00, 0x64, 0x00); // don't stop; hard reset; 10 s
    expect(bmc.watchdog.snapshot()).toMatchObject({ running: true, presentCount: 100 });
    clock.advance(10_000);
    expect(machine.calls).toEqual([['reset', 'watchdog']]);
    set(console, ...ARM_60S);
    reset(console);
    set(console, ...ARM_60S);
    expect(bmc.watchdog.snapshot().running).toBe(false);
    set(console, 0x44, 0x01, 0x00, 0x00, 0x64, 0x00); // don't stop, but it was stopped
    expect(bmc.watchdog.snapshot().running).toBe(false);
  });

  it('logs the expiry with use and action, and not when told not to', () => {
    const { console, clock, bmc } = bench();
    set(console, 0x04, 0x01, 0, 0, 10, 0);
    reset(console);
    clock.advance(1000);
    expect(bmc.sel.records.map((record) => record.subarray(10).toString('hex'))).toEqual(['23016fc104ff']);
    set(console, 0x84, 0x01, 0, 0, 10, 0);
    reset(console);
    clock.advance(1000);
    expect(bmc.sel.size).toBe(1);
  });

  it('keeps expiration flags until Set clears just those asked for', () => {
    const { console, clock, bmc } = bench();
    for (const use of [3, 4]) {
      set(console, use, 0, 0, 0, 1, 0);
      reset(console);
      clock.advance(100);
    }
    expect(bmc.watchdog.snapshot().expirationFlags).toBe(0x18);
    set(console, 4, 0, 0, 0x08, 1, 0);
    expect(bmc.watchdog.snapshot().expirationFlags).toBe(0x10);
  });

  it('gives the pre-timeout NMI once and cannot be kicked after it', () => {
    const { console, clock, machine } = bench();
    set(console, 0x04, 0x21, 2, 0, 100, 0); // NMI 2 s before 10 s
    reset(console);
    clock.advance(8_000);
    expect(machine.calls).toEqual([['diag', 'watchdog']]);
    expect(reset(console)).toMatchObject({ code: 0xd5 });
    clock.advance(2_000);
    expect(machine.calls.at(-1)).toEqual(['reset', 'watchdog']);
  });

  it.each([
    ['use 0', [0x00, 0, 0, 0, 1, 0]],
    ['use 6', [0x06, 0, 0, 0, 1, 0]],
    ['action 4', [0x04, 0x04, 0, 0, 1, 0]],
    ['interrupt 7', [0x04, 0x70, 0, 0, 1, 0]],
  ])('refuses reserved %s with CCh and stays as it was', (_name, bytes) => {
    const { console, bmc } = bench();
    expect(set(console, ...bytes)).toMatchObject({ code: 0xcc });
    expect(bmc.watchdog.snapshot().initialized).toBe(false);
  });

  it('can be told to lie: done without doing, and never firing', () => {
    const { console, clock, machine, bmc } = bench();
    bmc.faults.watchdogForgetsSet = true;
    expect(set(console, ...ARM_60S)).toMatchObject({ code: 0 });
    expect(bmc.watchdog.snapshot().initialized).toBe(false);
    bmc.faults.watchdogForgetsSet = false;
    bmc.faults.watchdogNeverFires = true;
    set(console, ...ARM_60S);
    reset(console);
    clock.advance(120_000);
    expect(machine.calls).toEqual([]);
    expect(bmc.sel.size).toBe(0);
    expect(bmc.watchdog.snapshot().expirationFlags).toBe(0);
  });

  it('leaves a witness in the ledger', () => {
    const { console, clock, bmc } = bench();
    clock.advance(5_000);
    set(console, ...ARM_60S);
    reset(console);
    clock.advance(60_000);
    expect(bmc.ledger.entries.filter((entry) => entry.what !== 'session-opened')).toEqual([
      {
        what: 'watchdog-set',
        use: 4,
        action: 'power-cycle',
        countdownMs: 60_000,
        running: false,
        atMs: 5_000,
        by: 'admin',
      },
      { what: 'watchdog-started', countdownMs: 60_000, atMs: 5_000, by: 'admin' },
      { what: 'watchdog-expired', use: 4, action: 'power-cycle', atMs: 65_000, by: 'bmc' },
      { what: 'power', action: 'cycle', cause: 'watchdog', atMs: 65_000, by: 'bmc' },
    ]);
  });
});

function idBytes(id: number): readonly number[] {
  return [id & 0xff, (id >>> 8) & 0xff, (id >>> 16) & 0xff, id >>> 24];
}
