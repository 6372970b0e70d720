// The model's `rauc` against what RAUC 1.8 on a real node answered (hil-test/qemu/transcripts).
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ImageOptions, makeImage } from '../../images.js';
import { BENCH_SEED, type Bench, bench } from '../bench.js';

interface Answer {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

function transcript(name: string): Answer[] {
  const text = readFileSync(fileURLToPath(new URL(`../../../qemu/transcripts/${name}.txt`, import.meta.url)), 'utf8');
  const found = text.matchAll(/^\$ (.*)\n--- stdout\n([\s\S]*?)--- stderr\n([\s\S]*?)--- exit (\d+)$/gm);
  return [...found].map(([, command = '', stdout = '', stderr = '', status]) => ({
    command,
    stdout,
    stderr,
    status: Number(status),
  }));
}

/** Differences that are the bench's and not RAUC's: its name, its bundles, times, process numbers. */
function levelled(text: string): string {
  return text
    .replaceAll('farside-bench', 'farside-virtual')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME')
    .replace(/\d\d:\d\d:\d\d\.\d{3}/g, 'CLOCK')
    .replace(/\(rauc:\d+\)/g, '(rauc:PID)')
    .replace(/[0-9a-f]{64}/g, 'SHA256')
    .replace(/"size":\d+|size=\d+/g, 'SIZE')
    .replace(/rauc\.status\.\w{6}/g, 'rauc.status.TEMP');
}

const OURS =
  /^(rauc (status|install|--version)|grub-editenv \/env\/grub\/grubenv (list|set|unset)|cat \/data\/rauc\.status|test -e|: >)/;

async function deliver(
  b: Bench,
  name: string,
  options: Partial<ImageOptions> = {},
  damage: (file: Buffer) => Buffer = (file) => file,
): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'farside-image-'));
  const made = await makeImage({ version: 'v2', platform: 'rauc', dir, seed: BENCH_SEED, ...options });
  b.node.fs.mkdir('/data/bundles', true);
  b.node.fs.writeFile(`/data/bundles/${name}`, damage(await readFile(made.path)));
}

/** Does what the transcript did, and expects of every command that is modelled what it answered. */
async function replay(b: Bench, answers: readonly Answer[]): Promise<number> {
  let compared = 0;
  for (const { command, stdout, stderr, status } of answers) {
    if (!OURS.test(command)) continue;
    const got = await b.run(command);
    expect({ command, status: got.status, stdout: levelled(got.stdout), stderr: levelled(got.stderr) }).toEqual({
      command,
      status,
      stdout: levelled(stdout),
      stderr: levelled(stderr),
    });
    compared++;
  }
  return compared;
}

async function reboot(b: Bench): Promise<void> {
  await b.run('reboot');
  b.clock.advance(10_000);
  expect(b.node.state).toBe('up');
}

const FACTORY = { ORDER: 'A B', A_OK: '1', A_TRY: '1', B_OK: '1', B_TRY: '0' };

describe('rauc on a virtual node answers as RAUC 1.8 did', () => {
  it('from the first boot to a slot on trial', async () => {
    const b = bench();
    b.node.setBootEnv(FACTORY);
    expect(await replay(b, transcript('01-fresh'))).toBeGreaterThan(5);
    expect(await replay(b, transcript('02-mark-good'))).toBeGreaterThan(8);
    await deliver(b, 'v2.raucb');
    expect(await replay(b, transcript('03-install'))).toBeGreaterThan(3);
    expect(await replay(b, transcript('04-mark-active'))).toBeGreaterThan(3);
    await reboot(b);
    expect(await replay(b, transcript('05-on-trial'))).toBeGreaterThan(2);
  });

  it('after a fall back: no primary slot, a warning, and mark-good mends it', async () => {
    const b = bench();
    await deliver(b, 'v2.raucb');
    await b.run('rauc install /data/bundles/v2.raucb');
    await b.run('rauc status mark-active booted; rauc status mark-active other');
    await b.run('rauc status mark-active other');
    await reboot(b);
    b.node.power('reset', 'chassis-command');
    b.clock.advance(10_000);
    expect(await replay(b, transcript('06-after-fallback'))).toBeGreaterThan(5);
  });

  it('refuses what it must refuse, and marks the target bad only when it begins to write', async () => {
    const good = { A_OK: '1', A_TRY: '0', B_OK: '1', B_TRY: '0', ORDER: 'A B' };
    const cases: readonly (readonly [string, Partial<ImageOptions>, (file: Buffer) => Buffer, RegExp, string])[] = [
      [
        'foreign',
        { compatible: 'another-machine' },
        (file) => file,
        /Compatible mismatch: Expected 'farside-virtual' but bundle manifest has 'another-machine'/,
        '1',
      ],
      ['other key', { seed: 'stranger' }, (file) => file, /signature verification failed: Verify error/, '1'],
      [
        'cut',
        {},
        (file) => file.subarray(0, 1000),
        /Invalid bundle format: Signature size \(\d+\) exceeds bundle size/,
        '1',
      ],
      [
        'flipped',
        {},
        (file) => (file.writeUInt8(file.readUInt8(200_000) ^ 1, 200_000), file),
        /Failed updating slot rootfs\.1: .*Input\/output error/,
        '0',
      ],
    ];
    for (const [name, options, damage, text, okAfter] of cases) {
      const b = bench();
      b.node.setBootEnv(good);
      await deliver(b, `${name}.raucb`, options, damage);
      const got = await b.run(`rauc install '/data/bundles/${name}.raucb'`);
      expect(got.status).toBe(1);
      expect(got.stdout).toMatch(text);
      expect(got.stderr).toBe(`Installing \`/data/bundles/${name}.raucb\` failed\n`);
      expect(b.node.bootEnv()?.['B_OK']).toBe(okAfter);
    }
  });

  it('says no to everything else while it installs, and goes on when its client is gone', async () => {
    const b = bench();
    await deliver(b, 'v2.raucb');
    const first = b.run('rauc install /data/bundles/v2.raucb');
    while (!b.node.installing) await new Promise((resolve) => setImmediate(resolve));
    const second = await b.run('rauc install /data/bundles/v2.raucb');
    expect(second).toMatchObject({ status: 2, stdout: '' });
    expect(second.stderr).toContain('Already processing a different method');
    expect(await b.run('rauc status')).toMatchObject({ status: 1, stdout: '' });
    expect((await first).status).toBe(0);
    expect(b.node.ledger.count('install-finished')).toBe(1);
    expect(b.node.bootEnv()).toMatchObject({ ORDER: 'A B', B_OK: '0' });
  });

  it('keeps the old record after a power cut, for only a read-back tells the truth', async () => {
    const b = bench();
    await deliver(b, 'v2.raucb');
    const cut = b.run('rauc install /data/bundles/v2.raucb').catch((error: unknown) => error);
    while (b.node.ledger.count('slot-write-started') === 0) await new Promise((resolve) => setImmediate(resolve));
    b.clock.advance(120);
    b.node.power('cycle', 'chassis-command');
    await cut;
    b.clock.advance(10_000);
    expect(b.node.fs.entry('/data/rauc.status')).toBeUndefined();
    expect(b.node.slots.B.find().kind).toBe('broken');
    expect((await b.run('rauc status')).status).toBe(0);
    expect(b.node.ledger.count('install-finished')).toBe(0);
  });

  it('activates even when the status file does not fit the disk', async () => {
    const b = bench();
    b.node.faults.diskFull = true;
    const got = await b.run('rauc status mark-active other');
    expect(got).toMatchObject({ status: 0 });
    expect(got.stdout).toMatch(
      /^rauc status: activated slot rootfs\.1, but failed to write status file: .*No space left on device\n$/,
    );
    expect(b.node.bootEnv()).toMatchObject({ ORDER: 'B A' });
  });
});
