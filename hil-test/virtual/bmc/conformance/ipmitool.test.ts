// The real ipmitool drives the virtual BMC: the witness that the server side of RMCP+ here is the one the world speaks.
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConformanceBench, conformanceBench, findProgram, type Ran, runProgram } from './bench.js';

const program = findProgram('ipmitool', 'ipmitool');
const SUITES = ['-C 17', '-C 3', ''] as const;

let bench: ConformanceBench;
beforeEach(async () => {
  bench = await conformanceBench();
});
afterEach(() => bench.close());

function ipmitool(args: string, options: readonly string[] = ['-C', '17'], user = 'admin'): Promise<Ran> {
  const target = ['-I', 'lanplus', '-H', '127.0.0.1', '-p', String(bench.port), '-N', '1', '-R', '2'];
  const login = ['-U', user, '-f', join(bench.folder, `password.${user}`)];
  return runProgram(program ?? '', [...target, ...login, ...options, ...args.split(' ')]);
}

describe.skipIf(program === undefined)('ipmitool', () => {
  it.each(SUITES)('opens a session and switches power (%s)', async (choice) => {
    const options = choice.split(' ').filter(Boolean);
    expect(await ipmitool('chassis power status', options)).toMatchObject({ code: 0, out: 'Chassis Power is on\n' });
    expect(await ipmitool('chassis power off', options)).toMatchObject({ code: 0 });
    expect(await ipmitool('chassis power status', options)).toMatchObject({ code: 0, out: 'Chassis Power is off\n' });
    expect(await ipmitool('chassis power on', options)).toMatchObject({ code: 0 });
    expect(bench.machine.calls).toEqual([
      ['off', 'chassis-command'],
      ['on', 'chassis-command'],
    ]);
    const suites = bench.bmc.ledger.flatMap((entry) => (entry.what === 'session-opened' ? [entry.suite] : []));
    expect(suites).toEqual(Array(4).fill(choice === '-C 3' ? 3 : 17));
    expect(bench.bmc.sessionCount()).toBe(0); // every session was closed again
  });

  it('is refused by a wrong password, an unknown suite and a user below the level it wants', async () => {
    const wrong = ['-C', '17', '-f', join(bench.folder, 'password.view')];
    expect((await ipmitool('chassis power off', wrong)).code).not.toBe(0);
    expect((await ipmitool('chassis power off', ['-C', '0'])).code).not.toBe(0);
    const viewer = await ipmitool('chassis power off', ['-C', '17'], 'view');
    expect(viewer.code).not.toBe(0);
    expect(viewer.err).toContain('Set Session Privilege Level to ADMINISTRATOR failed');
    const modest = await ipmitool('chassis power off', ['-C', '17', '-L', 'USER']);
    expect(modest.err).toContain('Insufficient privilege level');
    expect((await ipmitool('chassis power status', ['-C', '17', '-L', 'USER'], 'view')).out).toContain('is on');
    expect(bench.machine.calls).toEqual([]);
  });

  it('arms, reads and loses the watchdog race; the log and the restart cause tell', async () => {
    expect((await ipmitool('mc watchdog reset')).err).toContain('uninitialized watchdog');
    expect(await ipmitool('mc watchdog set use=sms action=cycle timeout=60')).toMatchObject({ code: 0 });
    expect((await ipmitool('mc watchdog get')).out).toMatch(/Timer Is: +Stopped/);
    expect(await ipmitool('mc watchdog reset')).toMatchObject({ code: 0 });
    bench.clock.advance(20_000);
    const running = (await ipmitool('mc watchdog get')).out;
    expect(running).toMatch(/Timer Use: +SMS\/OS/);
    expect(running).toMatch(/Timer Is: +Started\/Running/);
    expect(running).toMatch(/Timer Action: +Power Cycle/);
    expect(running).toMatch(/Present Countdown: +40\.0 sec/);
    bench.clock.advance(40_000);
    expect(bench.machine.calls).toEqual([['cycle', 'watchdog']]);
    expect((await ipmitool('mc watchdog get')).out).toMatch(/Expiration Flags: \(0x10\)/);
    expect((await ipmitool('sel list')).out).toMatch(/Watchdog2 .*\| Power cycle \| Asserted/);
    expect((await ipmitool('chassis restart_cause')).out).toContain('watchdog expired');
    expect(await ipmitool('mc watchdog off')).toMatchObject({ code: 0 });
    expect(bench.bmc.watchdog()).toMatchObject({ running: false, action: 'none' });
  });

  it('sets and reads boot devices', async () => {
    expect(await ipmitool('chassis bootdev pxe options=efiboot')).toMatchObject({ code: 0 });
    const flags = (await ipmitool('chassis bootparam get 5')).out;
    for (const text of ['Boot Flag Valid', 'only next boot', 'BIOS EFI boot', 'Force PXE'])
      expect(flags).toContain(text);
    expect(bench.bmc.consumeBootDevice()).toMatchObject({ device: 'pxe', efi: true });
    expect((await ipmitool('chassis bootparam get 5')).out).toContain('Boot Flag Invalid');
    expect(await ipmitool('chassis bootdev disk options=persistent')).toMatchObject({ code: 0 });
    expect(bench.bmc.bootFlags()).toMatchObject({ valid: true, persistent: true, device: 'disk' });
  });

  it('reads and clears the log, and the small things', async () => {
    expect((await ipmitool('sel list')).out + (await ipmitool('sel list')).err).toContain('SEL has no entries');
    bench.bmc.fromHost(0x0a, 0x44, Buffer.from('0000020000000041000412016f010203', 'hex'));
    expect((await ipmitool('sel info')).out).toMatch(/Entries +: 1/);
    expect(await ipmitool('sel clear')).toMatchObject({ code: 0 });
    expect(bench.bmc.sel).toEqual([]);
    expect((await ipmitool('mc info')).out).toMatch(/IPMI Version +: 2\.0/);
    expect((await ipmitool('mc selftest')).out).toContain('passed');
    expect((await ipmitool('chassis status')).out).toMatch(/Power Restore Policy : always-on/);
    expect(await ipmitool('chassis policy previous')).toMatchObject({ code: 0 });
    expect((await ipmitool('chassis status')).out).toMatch(/Power Restore Policy : previous/);
    expect(await ipmitool('chassis identify force')).toMatchObject({ code: 0 });
    expect((await ipmitool('user list 1')).out).toMatch(/3 +oper .*OPERATOR/);
    expect((await ipmitool('channel getciphers ipmi 1')).out).toMatch(/17 .*hmac_sha256 +sha256_128 +aes_cbc_128/);
    expect((await ipmitool('session info active')).out).toMatch(/privilege level +: ADMINISTRATOR/);
    expect((await ipmitool('sdr list all')).out).toContain('BMC');
    expect((await ipmitool('raw 0x06 0x99')).err).toContain('rsp=0xc1');
  });

  it('understands the BMC when it is busy, full, restarting or switched off', async () => {
    bench.bmc.faults.busy = true;
    expect((await ipmitool('chassis power cycle')).err).toContain('Node busy');
    bench.bmc.faults.busy = false;
    bench.bmc.faults.noResources = true;
    const full = await ipmitool('chassis power status');
    expect(full.err).toContain('insufficient resources for session');
    bench.bmc.faults.noResources = false;
    bench.machine.on = false;
    expect((await ipmitool('chassis power cycle')).err).toContain('not supported in present state');
    bench.machine.on = true;
    expect(await ipmitool('mc reset cold')).toMatchObject({ code: 0, out: 'Sent cold reset command to MC\n' });
    expect((await ipmitool('chassis power status', ['-C', '17', '-R', '1'])).code).not.toBe(0);
    bench.clock.advance(2_000);
    expect(await ipmitool('chassis power status')).toMatchObject({ code: 0 });
  });

  it('believes no reply with a wrong authentication code, and takes duplicates for what they are', async () => {
    bench.bmc.faults.duplicateReplies = 1;
    expect(await ipmitool('chassis power status')).toMatchObject({ code: 0, out: 'Chassis Power is on\n' });
    bench.bmc.faults.duplicateReplies = 0;
    bench.bmc.faults.wrongMac = true;
    const deceived = await ipmitool('chassis power status', ['-C', '17', '-R', '1']);
    expect(deceived.code).not.toBe(0);
    expect(deceived.out).not.toContain('Chassis Power is');
  });
});
