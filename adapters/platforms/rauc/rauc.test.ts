// RAUC's own traps: recorded answers of RAUC 1.8 on a real node, install failures sorted by whether a slot was touched, preflight problems.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { claimMint } from '#safety/clearance.js';
import { actions, value } from '../platform-contract.js';
import { fakeWorld } from '../testing/fake-world.js';
import { markOf, missingVariables, parseGrubEnv } from './grub-env.js';
import { parseRaucStatus } from './rauc-status.js';
import { installOutcome } from './stage.js';

const mint = claimMint();
const DIR = new URL('../../../hil-test/qemu/transcripts/', import.meta.url);

interface Recorded {
  readonly file: string;
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const RECORDED: readonly Recorded[] = readdirSync(DIR).flatMap((file) =>
  readFileSync(new URL(file, DIR), 'utf8')
    .split(/^\$ /m)
    .slice(1)
    .flatMap((part): Recorded[] => {
      const match = /^(.*)\n--- stdout\n([^]*?)--- stderr\n([^]*?)--- exit (\d+)\n/.exec(part);
      if (match === null) return [];
      const [, command = '', stdout = '', stderr = '', code = ''] = match;
      return [{ file, command, stdout, stderr, code: Number(code) }];
    }),
);
const recorded = (command: string | RegExp): readonly Recorded[] =>
  RECORDED.filter((one) => (typeof command === 'string' ? one.command === command : command.test(one.command)));

describe('recorded answers of RAUC 1.8', () => {
  const statuses = recorded('rauc status --detailed --output-format=json').filter((one) => one.code === 0);

  it('are there', () => expect(statuses.length).toBeGreaterThan(5));

  it('gives slots, devices and the running slot, in whatever order they come', () => {
    for (const { file, stdout } of statuses) {
      const status = parseRaucStatus(stdout);
      // A service that is busy or gone can answer with exit code 0 and nothing at all.
      if (stdout.trim() === '') expect(status.ok, file).toBe(false);
      else {
        expect(status, file).toMatchObject({
          ok: true,
          value: {
            compatible: 'farside-bench',
            slots: { A: { name: 'rootfs.0', device: '/dev/vda2' }, B: { name: 'rootfs.1', device: '/dev/vda3' } },
          },
        });
      }
    }
  });

  it('gives whole boot environments, and tells damaged ones', () => {
    const lists = recorded('grub-editenv /env/grub/grubenv list').filter((one) => one.code === 0);
    expect(lists.filter((one) => missingVariables(parseGrubEnv(one.stdout)).length === 0).length).toBeGreaterThan(10);
    expect(missingVariables(parseGrubEnv(''))).toEqual(['ORDER', 'A_OK', 'A_TRY', 'B_OK', 'B_TRY']);
  });

  it('says whether a failed installation has touched the slot', () => {
    const kinds = new Set<string>();
    for (const { file, stdout, stderr, code } of recorded(/^rauc install \S+raucb$/)) {
      if (code === 0) continue;
      const outcome = installOutcome({ kind: 'said-no', stdout, text: `rauc install exited with ${code}: ${stderr}` });
      if (/Updating slots|status file/.test(stdout)) expect(outcome.kind, `${file}: ${stdout}`).toBe('failed');
      if (/Compatible mismatch|signature verification failed/.test(stdout)) {
        expect(outcome.kind, `${file}: ${stdout}`).toBe('refused');
      }
      kinds.add(outcome.kind);
    }
    expect(kinds).toContain('refused');
    expect(kinds).toContain('failed');
  });

  it('takes a service that went away in the middle for unknown', () => {
    const stdout = 'installing\n 90% Copying image to rootfs.0\nRAUC service disappeared\n';
    expect(installOutcome({ kind: 'said-no', stdout, text: 'rauc install exited with 2' }).kind).toBe('unknown');
  });
});

describe('rauc status that is not what it should be', () => {
  const slot = (bootname: string | null, state: string, device = `/dev/${bootname}`) => ({ device, bootname, state });
  const status = (...slots: object[]) => JSON.stringify({ compatible: 'c', booted: 'A', slots });
  const broken: readonly [string, string][] = [
    ['nothing', ''],
    ['not JSON', 'Error'],
    ['no slots', status()],
    ['one slot', status({ 'rootfs.0': slot('A', 'booted') })],
    [
      'a bootname twice',
      status({ x: slot('A', 'booted') }, { y: slot('A', 'inactive') }, { z: slot('B', 'inactive') }),
    ],
    ['booted from neither', status({ x: slot('A', 'inactive') }, { y: slot('B', 'inactive') })],
    ['booted from both', status({ x: slot('A', 'booted') }, { y: slot('B', 'booted') })],
    ['a name that is an option', status({ '--help': slot('A', 'booted') }, { y: slot('B', 'inactive') })],
    ['a device with a blank', status({ x: slot('A', 'booted', '/dev/a b') }, { y: slot('B', 'inactive') })],
  ];
  for (const [name, text] of broken) it(`is refused: ${name}`, () => expect(parseRaucStatus(text).ok).toBe(false));

  it('passes over slots without a bootname', () => {
    const text = status(
      { data: slot(null, 'inactive') },
      { 'rootfs.1': slot('B', 'inactive') },
      { 'rootfs.0': slot('A', 'booted') },
    );
    expect(parseRaucStatus(text)).toMatchObject({ ok: true, value: { booted: 'A' } });
  });
});

describe('marks', () => {
  const env = (ORDER: string, A: string, B: string) =>
    ({ ORDER, A_OK: A[0], A_TRY: A[1], B_OK: B[0], B_TRY: B[1] }) as Record<string, string>;
  it('are read from the variables and not from rauc status', () => {
    expect(markOf(env('A B', '10', '10'), 'B', 'A')).toBe('good');
    expect(markOf(env('B A', '10', '10'), 'B', 'A')).toBe('trying'); // selected, never started
    expect(markOf(env('B A', '10', '11'), 'B', 'B')).toBe('trying'); // runs unconfirmed
    expect(markOf(env('B A', '10', '10'), 'B', 'B')).toBe('good');
    expect(markOf(env('A B', '10', '00'), 'B', 'A')).toBe('bad');
    expect(markOf(env('A', '10', '10'), 'B', 'A')).toBe('bad');
  });
});

describe('the preflight objects to', () => {
  const change = async (path: string, from: string | RegExp, to: string): Promise<readonly string[]> => {
    const world = await fakeWorld('grub');
    const text = world.fake.files.get(path)?.toString() ?? '';
    expect(text).toMatch(from);
    world.fake.files.set(path, Buffer.from(text.replace(from, to)));
    const proof = value(await world.platform.checkBootConfig());
    await world.close();
    expect(proof.sound).toBe(false);
    return proof.problems;
  };
  const CONF = '/etc/rauc/system.conf';
  const cases: readonly [string, string, string | RegExp, string, RegExp][] = [
    ['an install that activates', CONF, 'activate-installed=false', 'activate-installed=true', /activate-installed/],
    ['activation left to its default', CONF, 'activate-installed=false\n', '', /activate-installed/],
    ['prevent-late-fallback', CONF, '[system]', '[system]\nprevent-late-fallback=true', /nothing to roll back to/],
    ['another boot loader', CONF, 'bootloader=grub', 'bootloader=uboot', /bootloader is uboot/],
    ['another grubenv', CONF, '/env/grub/grubenv', '/boot/grub/grubenv', /boot state in/],
    ['a slot elsewhere', CONF, 'device=/dev/vda3', 'device=/dev/vda4', /slot B is/],
    ['a third bootname', CONF, 'bootname=B', 'bootname=C', /only A and B/],
    ['an empty system.conf', CONF, /[^]*/, '', /could not be read/],
    ['an empty grub.cfg', '/env/grub/grub.cfg', /[^]*/, '', /could not be read/],
    ['a grub.cfg that never sets TRY', '/env/grub/grub.cfg', /set B_TRY=1; /, '', /for ever/],
  ];
  for (const [name, path, from, to, problem] of cases) {
    it(name, async () => expect((await change(path, from, to)).join('\n')).toMatch(problem));
  }
});

describe('refusals that need the boot script', () => {
  it('does not try a slot when the other one would not be returned to', async () => {
    const world = await fakeWorld('grub');
    const { changes } = actions(() => world, mint);
    await changes.stage('B');
    world.fake.env['A_OK'] = '0';
    expect(await changes.rebootOnce('B')).toMatchObject({ kind: 'refused' });
    expect(world.fake.env['ORDER']).toBe('A B');
    await world.close();
  });

  it('fails a stage that left the slot startable', async () => {
    const world = await fakeWorld('grub');
    const { changes } = actions(() => world, mint);
    world.fake.activatesInstalled = true;
    expect(await changes.stage('B')).toMatchObject({ kind: 'failed', text: /activate-installed/ });
    await world.close();
  });

  it('refuses an upload for which there is no room, and leaves nothing behind', async () => {
    const world = await fakeWorld('grub');
    const { changes } = actions(() => world, mint);
    world.fake.freeKib = 100;
    expect(await changes.stage('B')).toMatchObject({ kind: 'refused', text: /bytes free/ });
    expect([...world.fake.files.keys()].filter((path) => path.startsWith('/data'))).toEqual([]);
    await world.close();
  });

  it('has no plan, and tries nothing, where the boot script is not understood', async () => {
    const world = await fakeWorld('grub');
    const { changes } = actions(() => world, mint);
    await changes.stage('B');
    world.fake.files.set('/env/grub/grub.cfg', Buffer.from('chainloader +1\n'));
    expect(value(await world.platform.look()).bootPlan).toEqual([]);
    expect(await changes.rebootOnce('B')).toMatchObject({ kind: 'refused' });
    await world.close();
  });
});
