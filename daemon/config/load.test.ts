// Configurations as a whole: all problems at once, hostile bytes, defaults that agree with each other, files on disk.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { fileProblems } from './files.js';
import { loadConfig, parseConfig } from './load.js';
import { problemLine } from './problem.js';
import { GOOD } from './testing/good-config.js';

const parse = (text: string | Uint8Array) =>
  parseConfig(typeof text === 'string' ? Buffer.from(text) : text, '/etc/farside/rack.yaml');

const top = (line: string) => `${line}\n${GOOD}`;

describe('a bad configuration', () => {
  it('names all problems at once, in the order of the file, and not more than a screen can hold', () => {
    const loaded = parse(top('wat: 1').replaceAll('tier: 1', 'tier: 9').replaceAll('user: farside', 'user: 7'));
    if (loaded.kind !== 'bad') return expect.unreachable();
    expect(loaded.problems.map(({ field }) => field)).toEqual([
      'wat',
      'nodes[0].tier',
      'nodes[0].bmc.user',
      'nodes[1].tier',
      'nodes[1].bmc.user',
      'nodes[2].tier',
      'nodes[2].bmc.user',
    ]);
    const many = parse(Array.from({ length: 400 }, (_, i) => `unknown${i}: 1`).join('\n'));
    if (many.kind !== 'bad') return expect.unreachable();
    expect(many.problems.length).toBe(51);
    expect(many.problems.at(-1)?.text).toMatch(/and \d+ more problems/);
  });

  it('is not text', () => {
    expect(parse(Buffer.from([0x72, 0xff, 0xfe]))).toMatchObject({
      problems: [{ text: 'the file is not UTF-8 text' }],
    });
    expect(parse(Buffer.from('rack: a\0b'))).toMatchObject({ problems: [{ text: /zero bytes/ }] });
  });

  it('never throws, whatever the bytes are (G-17)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: GOOD.length - 1 }), fc.string({ maxLength: 12 }), (at, noise) => {
        const loaded = parse(GOOD.slice(0, at) + noise + GOOD.slice(at + noise.length));
        expect(['ok', 'bad']).toContain(loaded.kind);
        if (loaded.kind === 'bad') expect(loaded.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a good configuration', () => {
  it('of the smallest size gets defaults that agree with each other', () => {
    const loaded = parse(GOOD);
    if (loaded.kind !== 'ok') return expect.unreachable(loaded.problems.map(problemLine).join('\n'));
    const { config, digest } = loaded;
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(config).toMatchObject({
      listen: '127.0.0.1:7443',
      stateDir: '/etc/farside/state',
      sockets: { look: '/etc/farside/state/run/look.sock', act: '/etc/farside/state/run/act.sock' },
      tls: { key: '/etc/farside/tls/rack.key' },
      limits: {
        watchdogTimeoutMs: 120_000,
        watchdogRemainingMinMs: 30_000,
        outagesMax: 3,
        powerActionsWindowMs: 3_600_000,
      },
      timing: { tickMs: 250, lookMs: 1000 },
    });
    expect(config.nodes[0]).toMatchObject({ drain: { kind: 'none' }, bmc: { cipherSuites: [17] } });
    expect(Object.keys(config.timing.swap.deadlinesMs).length).toBe(12);
    for (const ms of Object.values(config.timing.swap.deadlinesMs)) expect(ms).toBeGreaterThanOrEqual(60_000);
    // Five minutes to roll back (UPG-3) cover the dead-man and the boot after it.
    expect(config.limits.watchdogTimeoutMs + config.timing.swap.bootAllowanceMs).toBeLessThanOrEqual(300_000);
    expect(JSON.parse(JSON.stringify(config))).toEqual(config);
  });

  it('says in its own units what the kernel reads in milliseconds', () => {
    const loaded = parse(
      top(
        'timing: { tick: 20ms, look: 50ms, bootAllowance: 1m, deadlines: { booting: 0.1h, fallingBack: 6m } }\nlisten: "[::1]:0"',
      ),
    );
    if (loaded.kind !== 'ok') return expect.unreachable(loaded.problems.map(problemLine).join('\n'));
    expect(loaded.config.timing).toMatchObject({ tickMs: 20, lookMs: 50, swap: { bootAllowanceMs: 60_000 } });
    expect(loaded.config.timing.swap.deadlinesMs).toMatchObject({ booting: 360_000, 'falling-back': 360_000 });
  });
});

describe('files', () => {
  const directory = mkdtempSync(join(tmpdir(), 'farside-config-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('loads from disk, and refuses what is absent, huge or no file', () => {
    const path = join(directory, 'rack.yaml');
    writeFileSync(path, GOOD);
    expect(loadConfig(path).kind).toBe('ok');
    const huge = join(directory, 'huge.yaml');
    writeFileSync(huge, `# ${'x'.repeat(1024 * 1024)}\n${GOOD}`);
    expect(loadConfig(huge)).toMatchObject({ kind: 'bad', problems: [{ text: /at most 1048576/ }] });
    expect(loadConfig(join(directory, 'none.yaml'))).toMatchObject({ problems: [{ text: 'there is no such file' }] });
    expect(loadConfig(directory)).toMatchObject({ problems: [{ text: 'this is not a file' }] });
  });

  it('checks the files that are named: there, not empty, secrets for their owner alone', () => {
    const path = join(directory, 'rack.yaml');
    const loaded = loadConfig(path);
    if (loaded.kind !== 'ok') return expect.unreachable();
    const { config } = loaded;
    expect(fileProblems(config)).toContain(`tls.key: ${join(directory, 'tls/rack.key')} is not there`);
    const secret = join(directory, 'secret');
    const here = (file: string) => ({
      ...config,
      tls: { certificate: file, key: file, clientCa: file },
      images: { dir: directory, keys: [file] },
      nodes: config.nodes.map((each) => ({
        ...each,
        ssh: { ...each.ssh, keyFile: file },
        bmc: { ...each.bmc, passwordFile: file },
      })),
    });
    writeFileSync(secret, 'x', { mode: 0o600 });
    expect(fileProblems(here(secret))).toEqual([]);
    const open = join(directory, 'open');
    writeFileSync(open, 'x', { mode: 0o644 });
    expect(fileProblems(here(open))).toContain(
      `nodes[2].bmc.passwordFile: ${open} may be read by others (mode 644): run chmod 600 on it`,
    );
    const empty = join(directory, 'empty');
    writeFileSync(empty, '', { mode: 0o600 });
    expect(fileProblems(here(empty))).toContain(`images.keys[0]: ${empty} is empty`);
    expect(fileProblems(here(directory))).toContain(`tls.certificate: ${directory} is not a file`);
  });
});
