// The real freeipmi drives the virtual BMC: a second, independent client, stricter than ipmitool about sequence and privilege.
// bmc-watchdog is not among them: it speaks to a BMC in-band only; ipmi-raw sends its commands over the LAN instead.
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConformanceBench, conformanceBench, findProgram, type Ran, runProgram } from './bench.js';

const TOOLS = ['ipmipower', 'ipmi-chassis', 'bmc-info', 'ipmi-sel', 'ipmi-raw', 'ipmi-chassis-config'] as const;
type Tool = (typeof TOOLS)[number];
const programs = new Map(TOOLS.map((name) => [name, findProgram(name, 'freeipmi-tools')]));
const installed = [...programs.values()].every((path) => path !== undefined);
process.stderr.write('skipped: bmc-watchdog has no LAN driver (in-band only); ipmi-raw stands in for it\n');

let bench: ConformanceBench;
beforeEach(async () => {
  bench = await conformanceBench();
});
afterEach(() => bench.close());

function freeipmi(tool: Tool, args = '', suite: '17' | '3' | '' = '17', user = 'admin'): Promise<Ran> {
  const target = [`--config-file=${join(bench.folder, `freeipmi.${user}`)}`, '-h', `127.0.0.1:${bench.port}`];
  const choice = suite === '' ? [] : ['-I', suite];
  return runProgram(programs.get(tool) ?? '', [
    ...target,
    ...choice,
    '--session-timeout=3000',
    ...args.split(' ').filter(Boolean),
  ]);
}

describe.skipIf(!installed)('freeipmi', () => {
  it.each(['17', '3', ''] as const)('ipmipower switches power (suite "%s")', async (suite) => {
    expect(await freeipmi('ipmipower', '--stat', suite)).toMatchObject({ code: 0, out: '127.0.0.1: on\n' });
    expect(await freeipmi('ipmipower', '--off', suite)).toMatchObject({ out: '127.0.0.1: ok\n' });
    expect(await freeipmi('ipmipower', '--stat', suite)).toMatchObject({ out: '127.0.0.1: off\n' });
    expect(await freeipmi('ipmipower', '--on', suite)).toMatchObject({ out: '127.0.0.1: ok\n' });
    expect(await freeipmi('ipmipower', '--cycle', suite)).toMatchObject({ out: '127.0.0.1: ok\n' });
    expect(bench.machine.calls.map(([action]) => action)).toEqual(['off', 'on', 'cycle']);
    expect(bench.bmc.sessionCount()).toBe(0);
  });

  it('is refused with a wrong password and below its privilege', async () => {
    const wrong = [
      '--config-file=/dev/null',
      '-u',
      'admin',
      '-D',
      'LAN_2_0',
      '-I',
      '17',
      '-h',
      `127.0.0.1:${bench.port}`,
    ];
    const refused = await runProgram(programs.get('ipmipower') ?? '', [...wrong, '--session-timeout=3000', '--off']);
    expect(refused.out).toContain('password invalid');
    const viewer = await freeipmi('ipmi-chassis', '--chassis-control=POWER-DOWN', '17', 'view');
    expect(viewer.code).toBe(1);
    expect(viewer.err).toContain('privilege level cannot be obtained for this user');
    const modest = await freeipmi('ipmi-chassis', '-l USER --chassis-control=POWER-DOWN', '17', 'view');
    expect(modest.err).toContain('privilege level insufficient');
    await freeipmi('ipmipower', '--off', '17', 'view'); // says nothing and exits 0 (README): what counts is the machine
    expect(bench.machine.calls).toEqual([]);
  });

  it('arms the watchdog with ipmi-raw; ipmi-sel and ipmi-chassis tell what it did', async () => {
    expect(await freeipmi('ipmi-raw', '0 06 22')).toMatchObject({ out: 'rcvd: 22 80 \n' });
    expect(await freeipmi('ipmi-raw', '0 06 24 04 03 00 10 64 00')).toMatchObject({ out: 'rcvd: 24 00 \n' });
    expect(await freeipmi('ipmi-raw', '0 06 22')).toMatchObject({ out: 'rcvd: 22 00 \n' });
    bench.clock.advance(4_000);
    expect((await freeipmi('ipmi-raw', '0 06 25')).out).toBe('rcvd: 25 00 44 03 00 00 64 00 3C 00 \n');
    bench.clock.advance(6_000);
    expect(bench.machine.calls).toEqual([['cycle', 'watchdog']]);
    expect((await freeipmi('ipmi-chassis', '--get-system-restart-cause')).out.toLowerCase()).toContain('watchdog');
    const log = await freeipmi('ipmi-sel', `--sdr-cache-directory=${bench.folder}`);
    expect(log.out).toMatch(/Watchdog +\| Watchdog 2 +\| .*Power cycle/i);
    expect((await freeipmi('ipmi-sel', '--info')).out).toMatch(/log entries +: 1/);
    expect(await freeipmi('ipmi-sel', `--sdr-cache-directory=${bench.folder} --clear`)).toMatchObject({ code: 0 });
    expect(bench.bmc.sel).toEqual([]);
  });

  it('reads the BMC and the chassis', async () => {
    const info = (await freeipmi('bmc-info')).out;
    expect(info).toMatch(/IPMI Version +: 2\.0/);
    expect(info).toMatch(/System GUID : [0-9a-f-]{36}/);
    const status = (await freeipmi('ipmi-chassis', '--get-chassis-status')).out;
    expect(status).toMatch(/System Power +: on/);
    expect(status).toMatch(/restore policy +: Always on/);
    expect(await freeipmi('ipmi-chassis', '--chassis-identify=FORCE')).toMatchObject({ code: 0 });
    expect((await freeipmi('ipmi-chassis', '--get-chassis-status')).out).toMatch(/Identify state +: .*indefinite/i);
  });

  it('sets boot flags with ipmi-chassis-config', async () => {
    const pairs = ['Boot_Flags_Persistent=No', 'BIOS_Boot_Type=EFI', 'Boot_Device=HARD-DRIVE'];
    const args = pairs.flatMap((pair) => ['-e', `Chassis_Boot_Flags:${pair}`]);
    expect(await freeipmi('ipmi-chassis-config', `--commit ${args.join(' ')}`)).toMatchObject({ code: 0 });
    expect(bench.bmc.consumeBootDevice()).toMatchObject({ device: 'disk', efi: true, persistent: false });
  });

  it('drops replies whose sequence number or authentication code is wrong', async () => {
    bench.bmc.faults.wrongSequence = true;
    expect((await freeipmi('ipmipower', '--stat')).out).toContain('timeout');
    bench.bmc.faults.wrongSequence = false;
    bench.bmc.faults.wrongMac = true;
    expect((await freeipmi('ipmipower', '--stat')).out).toContain('timeout');
  });

  it('comes through a lossy wire', async () => {
    bench.bmc.faults.loseRequests = 0.2;
    bench.bmc.faults.loseReplies = 0.2;
    const timing = '--session-timeout=20000 --retransmission-timeout=200';
    expect(await freeipmi('ipmipower', `${timing} --stat`)).toMatchObject({ out: '127.0.0.1: on\n' });
  });

  it('names exhaustion and a busy BMC', async () => {
    bench.bmc.faults.noResources = true;
    expect((await freeipmi('ipmipower', '--stat')).out).toMatch(/BMC (busy|error)|resources/i);
    bench.bmc.faults.noResources = false;
    bench.bmc.faults.busy = true;
    expect((await freeipmi('ipmi-chassis', '--get-chassis-status')).err).toMatch(/busy/i);
  });
});
