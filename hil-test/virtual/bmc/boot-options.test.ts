// Boot flags as firmware and supervisor share them: one-shot use, the 60 s rule, which restarts clear them (IPMI v2.0 §28.12).
import { describe, expect, it } from 'vitest';
import { testBench } from './test-bench.js';
import { TestConsole } from './test-console.js';

const CHASSIS = 0x00;
const ONE_SHOT_EFI_DISK = [0x05, 0xa0, 0x08, 0, 0, 0] as const;

function bench() {
  const made = testBench();
  const console = new TestConsole(made.bmc).become();
  const set = (...bytes: readonly number[]) => console.command(CHASSIS, 0x08, ...bytes);
  const get = (parameter: number) => console.command(CHASSIS, 0x09, parameter, 0, 0);
  return { ...made, console, set, get };
}

describe('boot options', () => {
  it('reads back what was set and hands a one-shot choice to one boot only', () => {
    const { bmc, set, get } = bench();
    expect(set(...ONE_SHOT_EFI_DISK)).toMatchObject({ code: 0 });
    expect(get(5)).toEqual({ code: 0, data: Buffer.from('0105a008000000', 'hex') });
    expect(bmc.bootOptions.consume()).toMatchObject({ device: 'disk', efi: true, persistent: false });
    expect(bmc.bootOptions.consume()).toBeUndefined();
    expect(get(5)).toEqual({ code: 0, data: Buffer.from('01052008000000', 'hex') });
  });

  it('hands a persistent choice to every boot', () => {
    const { bmc, clock, set } = bench();
    set(0x05, 0xc0, 0x04, 0, 0, 0);
    clock.advance(600_000);
    for (let boot = 0; boot < 3; boot++)
      expect(bmc.bootOptions.consume()).toMatchObject({ device: 'pxe', persistent: true });
  });

  it('forgets a one-shot choice 60 s after it was set when no chassis control comes', () => {
    const { bmc, clock, set } = bench();
    set(...ONE_SHOT_EFI_DISK);
    clock.advance(59_999);
    expect(bmc.bootOptions.flags().valid).toBe(true);
    clock.advance(1);
    expect(bmc.bootOptions.flags().valid).toBe(false);
  });

  it('counts the 60 s anew from a chassis control', () => {
    const { bmc, clock, console, set } = bench();
    set(...ONE_SHOT_EFI_DISK);
    clock.advance(50_000);
    console.command(CHASSIS, 0x02, 0x03);
    clock.advance(50_000);
    expect(bmc.bootOptions.consume()?.device).toBe('disk');
  });

  it('keeps the choice when parameter 3 says so', () => {
    const { bmc, clock, set, get } = bench();
    expect(set(0x03, 0x08)).toMatchObject({ code: 0 });
    expect(get(3)).toEqual({ code: 0, data: Buffer.from('010308', 'hex') });
    set(...ONE_SHOT_EFI_DISK);
    clock.advance(600_000);
    expect(bmc.bootOptions.flags().valid).toBe(true);
  });

  it.each([
    ['watchdog', 0x04],
    ['soft-reset', 0x02],
    ['power-button', 0x01],
  ] as const)('clears it at a restart by %s unless parameter 3 spares that', (cause, bit) => {
    const { bmc, set } = bench();
    set(...ONE_SHOT_EFI_DISK);
    bmc.chassis.hostRestarting(cause);
    expect(bmc.bootOptions.flags().valid).toBe(false);
    set(0x03, bit);
    set(...ONE_SHOT_EFI_DISK);
    bmc.chassis.hostRestarting(cause);
    expect(bmc.bootOptions.flags().valid).toBe(true);
  });

  it('refuses other parameters (80h), wrong lengths (C7h) and a second set in progress (81h)', () => {
    const { set, get } = bench();
    expect(set(0x06, 0)).toMatchObject({ code: 0x80 });
    expect(get(0x07)).toMatchObject({ code: 0x80 });
    expect(set(0x05, 0x80)).toMatchObject({ code: 0xc7 });
    expect(set(0x00, 0x01)).toMatchObject({ code: 0 });
    expect(set(0x00, 0x01)).toMatchObject({ code: 0x81 });
    expect(set(0x00, 0x00)).toMatchObject({ code: 0 });
    expect(set(0x00, 0x03)).toMatchObject({ code: 0xcc });
  });
});
