// The virtual rack, started alone as other people start it, driven by tools that know nothing of Farside: ipmitool and OpenSSH. Where one of
// them is not installed, its test says so and does nothing else.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from './follow.js';
import { built } from './programs.js';

const IPMITOOL = '/usr/bin/ipmitool';
const SSH = '/usr/bin/ssh';

interface Announced {
  readonly nodes: readonly {
    readonly id: string;
    readonly platform: string;
    readonly ssh: { readonly host: string; readonly port: number; readonly user: string; readonly hostKey: string };
    readonly bmc: { readonly host: string; readonly port: number; readonly user: string };
    readonly health: string;
  }[];
  readonly keyFile: string;
  readonly passwordFile: string;
}

function tool(path: string, args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(path, args, { timeout: 30_000 }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

function missing(path: string): string | undefined {
  if (existsSync(path)) return undefined;
  const why = `skipped: ${path} is not installed (apt-get install ipmitool openssh-client)`;
  console.warn(why);
  return why;
}

describe('the virtual rack alone', () => {
  let child: ChildProcess;
  let rack: Announced;
  const extraLines: string[] = [];

  beforeAll(async () => {
    child = spawn(
      process.execPath,
      [built('hil-test/virtual/main.js'), '--nodes', '2', '--speed', '5', '--until-stdin-closes'],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    rack = await new Promise<Announced>((resolve, reject) => {
      let announced = false;
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
        if (announced) extraLines.push(line);
        else resolve(JSON.parse(line) as Announced);
        announced = true;
      });
      child.once('exit', (code) => reject(new Error(`the virtual rack ended with ${code}`)));
    });
  });
  afterAll(async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.stdin?.end();
    await gone;
    expect(extraLines).toEqual([]);
    // What it kept is gone with it.
    expect(existsSync(rack.keyFile)).toBe(false);
  });
  const first = () => {
    const [node] = rack.nodes;
    if (node === undefined) throw new Error('the virtual rack announced no node');
    return node;
  };

  test('ipmitool reads and cycles the power, and sees the dead-man', async ({ skip }) => {
    const why = missing(IPMITOOL);
    if (why !== undefined) return skip(why);
    const { host, port, user } = first().bmc;
    const ipmi = (...args: string[]) =>
      tool(IPMITOOL, [
        '-I',
        'lanplus',
        '-C',
        '17',
        '-H',
        host,
        '-p',
        String(port),
        '-U',
        user,
        '-f',
        rack.passwordFile,
        ...args,
      ]);
    expect(await ipmi('chassis', 'power', 'status')).toMatchObject({ code: 0, stdout: 'Chassis Power is on\n' });
    expect((await ipmi('mc', 'watchdog', 'get')).stdout).toMatch(/Watchdog Timer Is: +Stopped/);
    expect((await ipmi('chassis', 'power', 'cycle')).stdout).toMatch(/Cycle/);
    await until('the node to serve after its power cycle', 20_000, async () => {
      const answer = await fetch(first().health).catch(() => undefined);
      return answer?.status === 200 ? true : undefined;
    });
    expect((await ipmi('chassis', 'restart_cause')).stdout).toMatch(/chassis power control/i);
  }, 90_000);

  test('OpenSSH logs in with the pinned key and runs what a node runs', async ({ skip }) => {
    const why = missing(SSH);
    if (why !== undefined) return skip(why);
    const { host, port, user, hostKey } = first().ssh;
    const knownHosts = join(dirname(rack.keyFile), 'known_hosts');
    await writeFile(knownHosts, `[${host}]:${port} ${hostKey}\n`);
    const options = [
      'BatchMode=yes',
      'IdentitiesOnly=yes',
      'StrictHostKeyChecking=yes',
      `UserKnownHostsFile=${knownHosts}`,
    ];
    const ssh = (...command: string[]) =>
      tool(SSH, [
        '-F',
        'none',
        ...options.flatMap((option) => ['-o', option]),
        '-i',
        rack.keyFile,
        '-p',
        String(port),
        `${user}@${host}`,
        ...command,
      ]);
    const cmdline = await ssh('cat', '/proc/cmdline');
    expect(cmdline.code, cmdline.stderr).toBe(0);
    expect(cmdline.stdout).toMatch(/rauc\.slot=[AB]/);
    expect((await ssh('rauc', 'status', '--output-format=json')).stdout).toMatch(
      /"compatible"\s*:\s*"farside-virtual"/,
    );
    expect((await ssh('no-such-program')).code).toBe(127);
    // A host key that was not written down is not talked to.
    await writeFile(knownHosts, '');
    expect((await ssh('true')).code).toBe(255);
  }, 60_000);
});
