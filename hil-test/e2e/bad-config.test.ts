// rackd with a configuration that cannot be used: `--check` and a start both end with exit code 78 and one clear line per problem, before
// anything is opened or touched (G-20). And two rackd on one rack: the second is refused in words.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyLive } from '#tools/rackctl/log.js';
import type { Bench } from '../bench/bench.js';
import { changes, openFour } from './four-nodes.js';
import { run } from './programs.js';

const CONFIG_EXIT = 78;
const IO_EXIT = 74;

describe('a configuration that cannot be used', () => {
  let bench: Bench;
  let good: string;
  let before: readonly string[];

  beforeAll(async () => {
    bench = await openFour();
    good = await readFile(bench.configFile, 'utf8');
    before = changes(bench);
  });
  afterAll(() => bench.close());

  const CASES: readonly {
    readonly name: string;
    readonly spoil: (yaml: string) => string;
    /** In the order of the file: line and column (or any), then words. */
    readonly says: readonly RegExp[];
  }[] = [
    {
      name: 'a tab for indentation',
      spoil: (yaml) => yaml.replace(/\n {2}evidenceAge/, '\n\tevidenceAge'),
      says: [/:\d+:\d+: .*tab/i],
    },
    {
      name: 'an unknown field',
      spoil: (yaml) => yaml.replace('watchdogRemainingMin:', 'watchdogRemainingMn:'),
      says: [/:\d+:3: limits\.watchdogRemainingMn: there is no such field; did you mean "watchdogRemainingMin"\?/],
    },
    {
      name: 'a wrong type',
      spoil: (yaml) => yaml.replace(/outages: 6/, 'outages: "six"'),
      says: [/:\d+:\d+: limits\.outages: expected a number of nodes .*found/],
    },
    {
      name: 'a field that stands twice',
      spoil: (yaml) => yaml.replace('\nlisten:', '\nrack: rack-02\nlisten:'),
      says: [/:\d+:\d+: .*(twice|unique|more than once|already)/i],
    },
    {
      name: 'two mistakes in two places',
      spoil: (yaml) => yaml.replace(/outages: 6/, 'outages: -1').replace(/look: 150ms/, 'look: 150'),
      says: [/limits\.outages: expected/, /timing\.look: expected a duration with its unit/],
    },
    { name: 'not text at all', spoil: () => 'rack: r\0ck', says: [/:1:1: the file is not text/] },
  ];

  test.each(CASES)('$name', async ({ name, spoil, says }) => {
    const file = join(bench.dir, 'spoilt.yaml');
    const spoilt = spoil(good);
    expect(spoilt).not.toBe(good);
    await writeFile(file, spoilt);
    // A start says the same: tried for the first only, for it is the same reading.
    for (const args of name === CASES[0]?.name ? [['--check'], []] : [['--check']]) {
      const { code, stdout, stderr } = await run('daemon/main.js', ['--config', file, ...args]);
      const lines = stderr.trimEnd().split('\n');
      expect(code).toBe(CONFIG_EXIT);
      expect(stdout).toBe('');
      expect(lines.at(-1)).toMatch(/cannot be used \(\d+ problems?\)\. Nothing was started\./);
      const problems = lines.slice(0, -1);
      expect(problems.length).toBe(says.length);
      for (const [index, words] of says.entries()) {
        expect(problems[index]?.startsWith(`${file}:`)).toBe(true);
        expect(problems[index]).toMatch(words);
      }
    }
    expect(changes(bench)).toEqual(before);
  });

  test('no file; a file that names files which are not there or may be read by others', async () => {
    const none = await run('daemon/main.js', ['--config', join(bench.dir, 'none.yaml'), '--check']);
    expect(none).toMatchObject({ code: CONFIG_EXIT, stdout: '' });
    expect(none.stderr).toMatch(/none\.yaml:1:1: there is no such file/);

    const file = join(bench.dir, 'names.yaml');
    await writeFile(join(bench.dir, 'open-to-all'), 'x', { mode: 0o644 });
    await writeFile(file, good.replace(/passwordFile: \S+/, `passwordFile: ${join(bench.dir, 'open-to-all')}`));
    const open = await run('daemon/main.js', ['--config', file]);
    expect(open.code).toBe(CONFIG_EXIT);
    expect(open.stderr).toMatch(/nodes\[0\]\.bmc\.passwordFile: .*may be read by others \(mode 644\)/);

    await writeFile(file, good.replace(/clientCa: \S+/, 'clientCa: /nowhere/ca.pem'));
    const missing = await run('daemon/main.js', ['--config', file, '--check']);
    expect(missing.code).toBe(CONFIG_EXIT);
    expect(missing.stderr).toMatch(/tls\.clientCa: \/nowhere\/ca\.pem is not there/);
    expect(changes(bench)).toEqual(before);
  });

  test('files that are there but are not what they should be', async () => {
    const file = join(bench.dir, 'garbage.yaml');
    const garbage = join(bench.dir, 'garbage.pem');
    await writeFile(garbage, 'SECRET-BUT-NO-PEM', { mode: 0o600 });
    const { key } = bench.tls;
    for (const [spoilt, words] of [
      [good.replace(/\bkey: \S+/, `key: ${garbage}`), /tls\.key: .*garbage\.pem is not a private key/],
      [good.replace(/\bkey: \S+/, `key: ${key}`), /tls\.key: .* is not the key of the certificate in /],
      [good.replace(/clientCa: \S+/, `clientCa: ${garbage}`), /tls\.clientCa: .*garbage\.pem is not a certificate/],
    ] as const) {
      await writeFile(file, spoilt);
      const { code, stderr } = await run('daemon/main.js', ['--config', file, '--check']);
      expect(code, stderr).toBe(CONFIG_EXIT);
      expect(stderr).toMatch(words);
      expect(stderr).not.toMatch(/SECRET-BUT/);
    }
  });

  test('a start that cannot be is one line, not a stack', async () => {
    const file = join(bench.dir, 'start.yaml');
    const elsewhere = good.replace(/stateDir: \S+/, `stateDir: ${join(bench.dir, 'elsewhere')}`);
    const lastLine = async (yaml: string) => {
      await writeFile(file, yaml);
      const { code, stderr } = await run('daemon/main.js', ['--config', file]);
      expect(stderr).not.toMatch(/\n {4}at /);
      return { code, line: stderr.trimEnd().split('\n').at(-1) };
    };
    const taken = await lastLine(elsewhere.replace('listen: 127.0.0.1:0', `listen: ${bench.address}`));
    expect(taken.code).toBe(IO_EXIT);
    expect(taken.line).toMatch(/^rackd: cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/);
    const notThere = await lastLine(good.replace(/stateDir: \S+/, `stateDir: ${join(bench.configFile, 'state')}`));
    expect(notThere.code).toBe(IO_EXIT);
    expect(notThere.line).toMatch(/^rackd: ENOTDIR/);
    const foreign = join(bench.dir, 'foreign');
    await mkdir(foreign);
    await writeFile(join(foreign, 'log.db'), 'not a database'.repeat(400));
    const other = await lastLine(good.replace(/stateDir: \S+/, `stateDir: ${foreign}`));
    expect(other.code).toBe(IO_EXIT);
    expect(other.line).toMatch(
      /^rackd: .*log\.db is not a log of Farside: it is no SQLite file\. Nothing was changed\./,
    );
    expect(changes(bench)).toEqual(before);
  });

  test('the good one passes, and is good for one rackd only', async () => {
    const checked = await run('daemon/main.js', ['--config', bench.configFile, '--check']);
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(checked.stdout).toMatch(/is good: rack rack-01, 4 nodes in 1 groups\./);

    const client = bench.client();
    const { logSeq } = await client.rack();
    const second = await run('daemon/main.js', ['--config', bench.configFile]);
    expect(second.code).toBe(IO_EXIT);
    expect(second.stderr).toMatch(/another rackd .*has the log of this rack open.*Two may never run one rack/);
    // The first one goes on, on its own sockets and its own log.
    expect(existsSync(bench.actSocket)).toBe(true);
    const view = await bench.socketClient().rack();
    expect(view.logSeq).toBeGreaterThanOrEqual(logSeq);
    expect((await verifyLive(client)).kind).toBe('sound');
    const starts = [];
    for await (const { body } of client.log()) if (body.includes('"rackd.started"')) starts.push(body);
    expect(starts).toHaveLength(1);
    expect(changes(bench)).toEqual(before);
  });
});
