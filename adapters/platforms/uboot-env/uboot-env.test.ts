// What a U-Boot node's preflight objects to, one transaction a change, and the tool that really runs: libubootenv, where it is installed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimMint } from '#safety/clearance.js';
import { actions, value } from '../platform-contract.js';
import { FakeNode } from '../testing/fake-node.js';
import { FakeSsh } from '../testing/fake-ssh.js';
import { fakeWorld } from '../testing/fake-world.js';
import { SLOT_DEVICES } from '../testing/node-files.js';
import { envLines, parseBootEnv } from './boot-env.js';
import { createUbootEnv } from './uboot-env.js';

const mint = claimMint();

describe('the preflight objects to', () => {
  const proof = async (config: object, change: (fake: FakeNode) => void = () => {}) => {
    const fake = new FakeNode('uboot');
    change(fake);
    const ssh = new FakeSsh(fake);
    const platform = createUbootEnv({
      node: 'n1',
      ssh,
      config: { slots: SLOT_DEVICES, bootScript: 'farside-ab-v1', ...config },
    });
    return value(await platform.checkBootConfig());
  };
  it('nothing where all is as it should be', async () => {
    expect(await proof({})).toEqual({ sound: true, problems: [] });
  });
  it('a boot script that nobody knows', async () => {
    expect((await proof({ bootScript: 'unknown' })).problems.join()).toMatch(/boot script is unknown/);
  });
  it('one copy of the environment, unless that was accepted', async () => {
    const one = (fake: FakeNode) => void fake.files.set('/etc/fw_env.config', Buffer.from('/dev/vda 0x80000 0x4000\n'));
    expect((await proof({}, one)).problems.join()).toMatch(/power cut/);
    expect((await proof({ envCopiesMin: 1 }, one)).sound).toBe(true);
  });
  it('a missing fw_env.config', async () => {
    expect((await proof({}, (fake) => void fake.files.clear())).problems.join()).toMatch(/could not be read/);
  });
  it('slots that are not where the running system is', async () => {
    expect((await proof({ slots: { A: '/dev/vda3', B: '/dev/vda2' } })).problems.join()).toMatch(
      /runs from \/dev\/vda2/,
    );
  });
});

describe('staging', () => {
  it('never writes the device that the system runs from, whatever the configuration says', async () => {
    const fake = new FakeNode('uboot');
    const ssh = new FakeSsh(fake);
    const world = await fakeWorld('uboot');
    const config = { slots: { A: '/dev/vda3', B: '/dev/vda2' }, bootScript: 'farside-ab-v1' } as const;
    const platform = createUbootEnv({ node: 'n1', ssh, config });
    const clearance = mint({ kind: 'stage', node: 'n1', image: world.image.digest, slot: 'B' });
    expect(await platform.stage(clearance, world.image)).toMatchObject({ kind: 'refused' });
    expect(ssh.lines.some((line) => line.startsWith('dd '))).toBe(false);
    await world.close();
  });

  it('takes the slot away before its first byte is written', async () => {
    const world = await fakeWorld('uboot');
    const { changes } = actions(() => world, mint);
    world.ssh.fate = (line) => (line.startsWith('dd ') ? 'dropped' : 'answered');
    expect(await changes.stage('B')).toMatchObject({ kind: 'unknown' });
    expect(world.fake.env).toMatchObject({ BOOT_ORDER: 'A', BOOT_B_LEFT: '0' });
    await world.close();
  });
});

describe('boot state', () => {
  it('is written in one transaction', async () => {
    const world = await fakeWorld('uboot');
    const { changes } = actions(() => world, mint);
    await changes.stage('B');
    world.ssh.lines.length = 0;
    expect(await changes.rebootOnce('B')).toMatchObject({ kind: 'done' });
    expect(world.ssh.lines.filter((line) => line.includes('fw_setenv'))).toHaveLength(1);
    // The boot loader has taken the one try off.
    expect(world.fake.env).toEqual({ BOOT_ORDER: 'B A', BOOT_A_LEFT: '3', BOOT_B_LEFT: '0' });
    await world.close();
  });

  it('tries nothing where the boot script is not known', async () => {
    const fake = new FakeNode('uboot');
    const platform = createUbootEnv({ node: 'n1', ssh: new FakeSsh(fake), config: { slots: SLOT_DEVICES } });
    expect(value(await platform.look()).bootPlan).toEqual([]);
    const clearance = mint({ kind: 'reboot-once', node: 'n1', slot: 'B', image: `sha256:${'0'.repeat(64)}` });
    expect(await platform.rebootOnce(clearance)).toMatchObject({ kind: 'refused' });
  });
});

const installed = (() => {
  try {
    execFileSync('fw_printenv', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
if (!installed) console.log('libubootenv-tool is not installed: its own fw_setenv is not tried here.');

describe.skipIf(!installed)('libubootenv itself', () => {
  it('takes our lines in one script, and prints what we read', () => {
    const dir = mkdtempSync(join(tmpdir(), 'farside-fw-env-'));
    try {
      const config = join(dir, 'fw_env.config');
      writeFileSync(join(dir, 'env'), Buffer.alloc(0x8000));
      writeFileSync(config, `${join(dir, 'env')} 0x0 0x4000\n${join(dir, 'env')} 0x4000 0x4000\n`);
      writeFileSync(join(dir, 'defaults'), 'BOOT_ORDER=A B\nBOOT_A_LEFT=3\nBOOT_B_LEFT=3\n');
      const wanted = { order: ['B', 'A'] as const, left: { A: 3, B: 1 } };
      execFileSync('fw_setenv', ['-c', config, '-f', join(dir, 'defaults'), '-s', '-'], {
        input: `${envLines(wanted).join('\n')}\n`,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      const text = execFileSync('fw_printenv', ['-c', config, 'BOOT_ORDER', 'BOOT_A_LEFT', 'BOOT_B_LEFT']).toString();
      expect(parseBootEnv(text)).toEqual({ ok: true, env: wanted });
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
