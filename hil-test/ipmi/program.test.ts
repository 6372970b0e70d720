// The `node-ipmi` program as engineers run it: a real process against real sockets. What it prints, in words and in JSON, every exit code, and that
// the password shows up nowhere.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ran, run } from '../e2e/programs.js';
import { RecordingMachine, TEST_USERS } from '../virtual/bmc/test-bench.js';
import { VirtualBmc } from '../virtual/bmc/bmc.js';
import { manualClock } from '../virtual/clock.js';

const PROGRAM = '../adapters/node-ipmi/dist/cli/main.js';
const [ADMIN] = TEST_USERS;

describe('node-ipmi', () => {
  let folder = '';
  let file = '';
  const peers: { bmc: VirtualBmc; machine: RecordingMachine; at: string }[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'node-ipmi-'));
    file = join(folder, 'password');
    writeFileSync(file, `${ADMIN.password}\n`, { mode: 0o600 });
    for (const name of ['n1', 'n2', 'n3']) {
      const machine = new RecordingMachine();
      const bmc = new VirtualBmc({
        name,
        host: '127.0.0.1',
        port: 0,
        users: TEST_USERS,
        machine,
        clock: manualClock(),
      });
      peers.push({ bmc, machine, at: `127.0.0.1:${(await bmc.listen()).port}` });
    }
  });
  afterAll(async () => {
    for (const { bmc } of peers) await bmc.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const all = (): string => peers.map(({ at }) => at).join(',');
  const first = (): string => peers[0]?.at ?? '';
  const tool = (hosts: string, ...args: string[]): Promise<Ran> =>
    run(PROGRAM, ['-H', hosts, '-U', ADMIN.name, '-f', file, '--timeout', '2000', ...args]);
  const json = async (hosts: string, ...args: string[]): Promise<{ host: string; kind: string; value: unknown }[]> => {
    const ran = await tool(hosts, '--json', ...args);
    expect(ran.code, ran.stderr).toBe(0);
    return JSON.parse(ran.stdout);
  };

  it('asks many at once, and each answer bears its name', async () => {
    const { code, stdout } = await tool(all(), 'power', 'status');
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').sort()).toEqual(
      peers.map(({ at }) => `${at}: power on, after a power cut: always-on`).sort(),
    );
  });

  it('switches power once, and says so', async () => {
    expect(await tool(first(), 'power', 'off')).toMatchObject({ code: 0, stdout: 'power off: done\n' });
    expect(peers[0]?.machine.calls).toEqual([['off', 'chassis-command']]);
    expect(await tool(first(), 'power', 'reset')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^REFUSED: .*\(D5h\)/),
    });
    expect(await tool(first(), 'power', 'on')).toMatchObject({ code: 0 });
  });

  it('arms, shows and stops the watchdog', async () => {
    expect((await tool(first(), 'watchdog', 'set', 'power-cycle', '300')).stdout).toMatch(/does not run until reset/);
    expect((await tool(first(), 'watchdog', 'reset')).stdout).toBe('watchdog running\n');
    expect((await tool(first(), 'watchdog', 'get')).stdout).toBe('running: power-cycle in 300 s of 300 s (sms-os)\n');
    expect((await json(first(), 'watchdog', 'get'))[0]?.value).toMatchObject({ running: true, timeoutMs: 300_000 });
    expect((await tool(first(), 'watchdog', 'off')).code).toBe(0);
    expect(peers[0]?.bmc.watchdog().running).toBe(false);
  });

  it('reads sensors, inventory, watts, log, boot device and what the BMC is', async () => {
    const sensors = (await tool(first(), 'sensors')).stdout;
    expect(sensors).toMatch(/^12V +11\.97 V +ok +voltage$/m);
    expect(sensors).toMatch(/^Inlet Temp +-7 °C +ok +temperature$/m);
    const fru = (await tool(first(), 'fru')).stdout;
    expect(fru).toMatch(
      /^board: maker Farside, product Mainboard, part FS-MB-7, serial SN-0042-AB12, made 2026-06-01T00:00:00Z$/m,
    );
    expect((await tool(first(), 'watts')).stdout).toBe('240 W (240 to 240, mean 240)\n');
    peers[0]?.bmc.fromHost(0x0a, 0x44, Buffer.from('0000020000000041000412016f010203', 'hex'));
    expect((await tool(first(), 'sel', 'list')).stdout).toMatch(
      /^\d+ +2030-01-01T00:00:00Z +system-event 01h +asserted 01h 02h 03h$/m,
    );
    expect((await tool(first(), 'sel', 'info')).stdout).toMatch(/^\d+ entries/);
    expect((await tool(first(), 'bootdev', 'pxe', 'efi')).stdout).toBe('boot device pxe, read back\n');
    expect((await tool(first(), 'bootdev', 'get')).stdout).toBe('pxe (EFI), next boot only\n');
    expect((await tool(first(), 'info')).stdout).toMatch(/IPMI 2\.0.*\noffers cipher suites 17, 3/);
  });

  it('sends raw bytes', async () => {
    expect((await tool(first(), 'raw', '0x06', '0x01')).stdout).toMatch(/^20 01 01 00 02 /);
    expect((await json(first(), 'raw', '6', '1'))[0]?.value).toMatch(/^2001010002/);
    expect(await tool(first(), 'raw', '0x06', '0x99')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('(C1h)'),
    });
  });

  it('tells one that is away from those that are there: 75, and the others are answered', async () => {
    const ran = await tool(`${first()},127.0.0.1:9`, '--timeout', '100', 'power', 'status');
    expect(ran.code).toBe(75);
    expect(ran.stdout).toContain(`${first()}: power on`);
    expect(ran.stderr).toMatch(/127\.0\.0\.1:9: FAILED: /);
  });

  it.each([
    [['power', 'explode'], /power has to be one of off, on/],
    [['dance'], /dance is no action; there are info, power/],
    [[], /nothing is no action/],
    [['watchdog', 'set', 'power-cycle', 'soon'], /in seconds/],
    [['raw', '0x06'], /needs a network function and a command/],
    [['raw', '0x06', '0x01', '300'], /300 is no byte/],
    [['-C', '0', 'power', 'status'], /cipher suite|17, 3/i],
    [['--password', 'x', 'power', 'status'], /Unknown option/],
  ])('usage is 2: %j', async (args, words) => {
    const ran = await tool('127.0.0.1:9', ...args);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(words);
  });

  it('takes the password from a closed file only, and shows it nowhere', async () => {
    const wrong = join(folder, 'wrong');
    writeFileSync(wrong, 'canary-5c1f', { mode: 0o600 });
    const refused = await run(PROGRAM, ['-H', first(), '-U', ADMIN.name, '-f', wrong, 'power', 'status']);
    expect(refused.code).toBe(75);
    expect(refused.stdout + refused.stderr).not.toContain('canary-5c1f');
    chmodSync(wrong, 0o644);
    const open = await run(PROGRAM, ['-H', first(), '-U', ADMIN.name, '-f', wrong, 'power', 'status']);
    expect(open).toMatchObject({ code: 2, stderr: expect.stringContaining('may be read by others (mode 644)') });
    const none = await run(PROGRAM, ['-H', first(), '-U', ADMIN.name, 'power', 'status']);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('no terminal to ask for the password') });
  });

  it('help has examples, actions and exit codes', async () => {
    const { code, stdout } = await run(PROGRAM, ['--help']);
    expect(code).toBe(0);
    for (const words of ['Examples:', 'Exit codes:', 'watchdog get | set', 'There is no other way to give it'])
      expect(stdout).toContain(words);
  });
});
