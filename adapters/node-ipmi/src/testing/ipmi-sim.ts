// OpenIPMI's ipmi_sim as a BMC on loopback: a BMC by other people, to prove that we speak the protocol and not only our idea of it.
// Ends by the id it was started with, and takes its folder along. Must never be imported by anything but tests.

import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const IPMI_SIM_INSTALLED = spawnSync('ipmi_sim', ['--help'], { stdio: 'ignore' }).error === undefined;

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

export interface IpmiSim {
  readonly port: number;
  /** What was set through the chassis program, in order. */
  orders(): string[];
  stop(): Promise<void>;
}

export async function startIpmiSim(): Promise<IpmiSim> {
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
