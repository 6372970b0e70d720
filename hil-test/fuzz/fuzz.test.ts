// The fuzzer finds what is planted (its negative controls), finds nothing where nothing is, repeats itself, and leaves no decoder out.
// Must never judge by seconds: every run here ends after a number of packets, which is the same on any machine.
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { fuzz } from './fuzz.js';
import type { Patch } from './mirror.js';
import { PLANTS, type PlantName } from './planted.js';

const PATIENCE_MS = 300_000;
/** Some twenty times what the plants need with this seed, and a second or two of work. */
const ENOUGH = 200_000;

const KINDS: Readonly<Record<PlantName, string>> = {
  'out-of-bounds': 'crash',
  'silent-out-of-bounds': 'out-of-bounds',
  allocation: 'allocation',
  heap: 'allocation',
  hang: 'hang',
  'native-hang': 'hang',
};
const counted = Object.keys(PLANTS).filter((name): name is PlantName => name !== 'native-hang');
const copies = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('farside-fuzz-'));

describe('planted defects', () => {
  it.each(counted)('finds %s and gives a packet that shows it again', { timeout: PATIENCE_MS }, async (plant) => {
    const only = [`planted ${plant}`];
    const { findings } = await fuzz({ seed: 1, executions: ENOUGH, plants: [plant], only, untilFinding: true });
    expect(findings[0]).toMatchObject({ target: only[0], kind: KINDS[plant] });
    const again = await fuzz({ seed: 2, plants: [plant], only, replay: findings[0]?.hex ?? '' });
    expect(again.findings[0]).toMatchObject({ kind: KINDS[plant], hex: findings[0]?.hex });
    const other = await fuzz({ seed: 2, plants: [plant], only, replay: '06c53a06ffffffff' });
    expect(other.findings).toEqual([]);
  });

  it('ends a worker that hangs inside one call', { timeout: PATIENCE_MS }, async () => {
    const only = ['planted native-hang'];
    const { findings } = await fuzz({ seed: 1, plants: ['native-hang'], only, silenceMs: 3_000 });
    expect(findings).toMatchObject([{ target: only[0], kind: 'hang' }]);
    expect(findings[0]?.hex).toMatch(/^06c53a07/);
  });

  it('finds that the length checks of the real decoders are gone', { timeout: PATIENCE_MS }, async () => {
    const file = 'adapters/node-ipmi/src/wire/wire-error.ts';
    const patch: Patch = { file, from: 'if (data.length < count)', to: 'if (data.length < 0)' };
    const { findings } = await fuzz({ seed: 1, executions: ENOUGH, patches: [patch] });
    const targets = new Set(findings.map(({ target }) => target));
    expect(findings.every(({ kind }) => kind === 'crash')).toBe(true);
    expect(targets.size).toBeGreaterThan(5);
  });
});

describe('the decoders as they are', () => {
  it('show nothing, and none is left out', { timeout: PATIENCE_MS }, async () => {
    const report = await fuzz({ seed: 1, executions: ENOUGH });
    expect(report.findings).toEqual([]);
    expect(report.unlisted).toEqual([]);
    expect(report.executions).toBe(ENOUGH);
    expect(report.targets.length).toBeGreaterThan(30);
    // Seeds alone reach less: mutation found more of the way.
    expect(report.targets.every(({ executions, corpus }) => executions > 0 && corpus > 0)).toBe(true);
    const ofAdministrator = report.targets.find(({ name }) => name === 'virtual BMC, an administrator');
    expect(ofAdministrator?.edges).toBeGreaterThan(200);
  });

  it('a decoder that needs more than bytes and has no row is told', { timeout: PATIENCE_MS }, async () => {
    const file = 'adapters/node-ipmi/src/wire/rmcp.ts';
    const from = 'export function decodeRmcp';
    const to = `export function decodeNew(datagram: Buffer, width: number): number { return datagram.length * width; }\n${from}`;
    const { unlisted } = await fuzz({ seed: 1, executions: 1, patches: [{ file, from, to }] });
    expect(unlisted).toEqual([`${file}: decodeNew`]);
  });
});

describe('a run', () => {
  it('is repeated by its seed', { timeout: PATIENCE_MS }, async () => {
    const run = async (seed: number) => (await fuzz({ seed, executions: 30_000 })).targets;
    const first = await run(7);
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
  });

  it('refuses a target that is not there, and leaves nothing behind', { timeout: PATIENCE_MS }, async () => {
    const before = copies();
    await expect(fuzz({ seed: 1, only: ['decodeNothing'] })).rejects.toThrow(/no target "decodeNothing"; there are /);
    expect(copies().filter((name) => !before.includes(name))).toEqual([]);
  });

  it('says when a planted defect does not fit any more', async () => {
    const patch: Patch = { file: 'adapters/node-ipmi/src/wire/rmcp.ts', from: 'no such line', to: '' };
    await expect(fuzz({ seed: 1, executions: 1, patches: [patch] })).rejects.toThrow(/does not fit any more/);
  });
});
