// The package against OpenIPMI's ipmi_sim (cipher suite 3; it knows no 17): the protocol as others understand it.
// Skipped, with the reason printed, where ipmi_sim is not installed. Ends what it started by its id, and takes its folder along.
import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { Bmc } from './bmc.js';
import type { BmcOptions } from './options.js';

const IPMI_SIM_INSTALLED = spawnSync('ipmi_sim', ['--help'], { stdio: 'ignore' }).error === undefined;

/** The program that ipmi_sim asks about power and boot device; every "set" is written down for the test. */
const CHASSIS = `#!/bin/sh
cd "$(dirname "$0")"; shift; op=$1; shift
while [ -n "$1" ]; do
  if [ "$op" = get ]; then
    case $1 in power) echo "power:$(cat power)" ;; boot) echo "boot:$(cat boot)" ;; esac; shift
  else
    echo "$1 $2" >> orders
    case $1 in power) echo "$2" > power ;; boot) echo "$2" > boot ;; identify) shift ;; esac; shift 2
  fi
done
`;

const EMULATION = `mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
sel_enable 0x20 1000 0x0a
sensor_add 0x20 0 0 35 0x6f event-only
mc_enable 0x20
`;

interface IpmiSim {
  readonly port: number;
  /** What was set through the chassis program, in order. */
  orders(): string[];
  stop(): Promise<void>;
}

if (!IPMI_SIM_INSTALLED) console.warn('ipmi_sim is not installed: its tests are skipped (apt-get install openipmi)');

describe.skipIf(!IPMI_SIM_INSTALLED)('ipmi_sim', () => {
  let sim: IpmiSim | undefined;
  const made: Bmc[] = [];

  const bmc = (options: Partial<BmcOptions> = {}): Bmc => {
    if (sim === undefined) throw new Error('ipmi_sim does not run');
    const base = { host: '127.0.0.1', port: sim.port, user: 'admin', password: () => Buffer.from('hilpass') };
    const one = new Bmc({ ...base, cipherSuites: [3], ...options });
    made.push(one);
    return one;
  };

  beforeAll(async () => {
    sim = await startIpmiSim();
    // Its socket is there some time after its process.
    await vi.waitFor(async () => expect((await bmc().getDeviceId()).kind).toBe('done'), { timeout: 25_000 });
  });
  afterEach(async () => {
    for (const one of made.splice(0)) await one.close();
  });
  afterAll(async () => {
    await sim?.stop();
  });

  it('says who it is', async () => {
    expect(await bmc().getDeviceId()).toMatchObject({
      kind: 'done',
      value: { ipmiVersion: '2.0', manufacturerId: 0x1291, productId: 0xf02 },
    });
  });

  it('switches power on, resets, and switches off, each exactly once', async () => {
    const one = bmc();
    expect(await one.chassisControl('on')).toMatchObject({ kind: 'done' });
    expect(await one.chassisStatus()).toMatchObject({ kind: 'done', value: { powerOn: true } });
    expect(await one.chassisControl('reset')).toMatchObject({ kind: 'done' });
    expect(await one.chassisControl('off')).toMatchObject({ kind: 'done' });
    expect(await one.chassisStatus()).toMatchObject({ kind: 'done', value: { powerOn: false } });
    const orders = sim?.orders().map((order) => order.trim());
    expect(orders).toEqual(['power 1', 'reset 1', 'power 0']);
  });

  it('takes a boot device for once, reads the selector back, loses the flags', async () => {
    const one = bmc();
    expect(await one.setBootDevice({ device: 'pxe', efi: false })).toMatchObject({
      kind: 'done',
      value: { confirmed: false, readBack: { device: 'pxe', valid: false } },
    });
  });

  it('refuses to start a watchdog that was never set, then takes one', async () => {
    const one = bmc();
    expect(await one.resetWatchdog()).toMatchObject({ kind: 'refused', name: 'watchdog-not-set' });
    // Without a virtual machine behind it, ipmi_sim takes no action but "none".
    const setting = { use: 'sms-os', action: 'none', timeoutMs: 600_000, log: true } as const;
    expect(await one.setWatchdog({ ...setting, action: 'reset' })).toMatchObject({ kind: 'refused', code: 0xcc });
    expect(await one.setWatchdog(setting)).toMatchObject({ kind: 'done' });
    expect(await one.resetWatchdog()).toMatchObject({ kind: 'done' });
    expect(await one.getWatchdog()).toMatchObject({
      kind: 'done',
      value: { use: 'sms-os', action: 'none', timeoutMs: 600_000, remainingMs: undefined },
    });
  });

  it('names a command that it does not have', async () => {
    expect(await bmc().restartCause()).toMatchObject({ kind: 'refused', name: 'invalid-command' });
  });

  it('shows its event log', async () => {
    const one = bmc();
    expect(await one.selInfo()).toMatchObject({ kind: 'done', value: { entries: 0 } });
    expect(await one.selEntry(0)).toMatchObject({ kind: 'refused', name: 'not-present' });
  });

  it('keeps a session over 200 commands: numbers run far past every window', async () => {
    const one = bmc();
    for (let round = 0; round < 200; round++) expect((await one.chassisStatus()).kind).toBe('done');
  });

  it('lets an operator in as operator', async () => {
    const operator = { user: 'oper', password: () => Buffer.from('operpass'), privilege: 'operator' } as const;
    expect(await bmc(operator).chassisStatus()).toMatchObject({ kind: 'done' });
  });

  it('is refused by us for suite 17, a wrong password, an unknown user', async () => {
    expect(await bmc({ cipherSuites: [17] }).chassisStatus()).toMatchObject({
      kind: 'failed',
      text: expect.stringContaining('authentication algorithm'),
    });
    expect(await bmc({ password: () => Buffer.from('wrong') }).chassisStatus()).toMatchObject({
      kind: 'failed',
      text: expect.stringContaining('check user and password'),
    });
    expect(await bmc({ user: 'nobody' }).chassisStatus()).toMatchObject({
      kind: 'failed',
      text: expect.stringContaining('user name is not authorised'),
    });
    expect(await bmc({ cipherSuites: [17, 3] }).chassisStatus()).toMatchObject({ kind: 'done' });
  });

  it('gets its session slots back: 80 sessions one after the other, where it has 63', async () => {
    for (let round = 0; round < 80; round++) {
      const one = bmc();
      expect((await one.chassisStatus()).kind).toBe('done');
      await one.close();
    }
  });
});

async function startIpmiSim(): Promise<IpmiSim> {
  const folder = mkdtempSync(join(tmpdir(), 'node-ipmi-sim-'));
  const port = await freePort();
  const at = (name: string): string => join(folder, name);
  mkdirSync(at('state'));
  for (const [name, text] of [
    ['power', '0'],
    ['boot', 'default'],
    ['orders', ''],
    ['chassis', CHASSIS],
    ['bmc.emu', EMULATION],
    ['lan.conf', lanConfiguration(port, at('chassis'))],
  ] as const) {
    writeFileSync(at(name), text);
  }
  chmodSync(at('chassis'), 0o755);
  const child = spawn('ipmi_sim', ['-n', '-c', at('lan.conf'), '-f', at('bmc.emu'), '-s', at('state')], {
    stdio: 'ignore',
  });
  return {
    port,
    orders: () => readFileSync(at('orders'), 'utf8').trim().split('\n'),
    stop: async () => {
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** ipmi_sim cannot bind port 0, so one is picked that was free a moment ago. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

function lanConfiguration(port: number, chassis: string): string {
  return `name "node"
set_working_mc 0x20
  startlan 1
    addr 127.0.0.1 ${port}
    priv_limit admin
    allowed_auths_callback none md2 md5 straight
    allowed_auths_user none md2 md5 straight
    allowed_auths_operator none md2 md5 straight
    allowed_auths_admin none md2 md5 straight
    guid a123456789abcdefa123456700000001
  endlan
  chassis_control "${chassis} 0x20"
  startnow false
  user 1 false "" "" user 10 none md2 md5 straight
  user 2 true "admin" "hilpass" admin 10 none md2 md5 straight
  user 3 true "oper" "operpass" operator 10 none md2 md5 straight
`;
}
