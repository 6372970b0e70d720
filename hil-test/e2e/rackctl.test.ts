// rackctl as people and scripts run it: a real process against a real rackd. What it prints, in words and in JSON, and every exit code.
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RackClient } from '#proto/client.js';
import type { rack } from '#proto/contract.js';
import type { Bench } from '../bench/bench.js';
import { allServing, ended, until } from './follow.js';
import { heldImages, openFour } from './four-nodes.js';
import { built, type Ran, run } from './programs.js';

describe('rackctl', () => {
  let bench: Bench;
  let client: RackClient;
  let image: string;
  let hanging: string;
  let second: string;
  const ctl = (...args: string[]): Promise<Ran> => run('tools/rackctl/main.js', ['--socket', bench.actSocket, ...args]);
  const json = async <T>(code: number, ...args: string[]): Promise<T> => {
    const ran = await ctl('--json', ...args);
    expect(ran.code, ran.stderr).toBe(code);
    return JSON.parse(ran.stdout) as T;
  };

  beforeAll(async () => {
    bench = await openFour();
    client = bench.client();
    const platform = 'rauc' as const;
    [image = '', hanging = '', second = ''] = await heldImages(
      bench,
      client,
      { version: 'v2', platform },
      { version: 'v3', behaviour: 'unhealthy', platform },
      { version: 'v4', platform },
    );
  });
  afterAll(() => bench.close());

  test('help has examples and the exit codes; usage errors are 2', async () => {
    const help = await ctl('--help');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toMatch(/Examples:\n {2}rackctl status/);
    expect(help.stdout).toMatch(/Exit codes: 0 done, 1 failed, 2 usage, 3 refused .* 5 stopped, 75 rack unreachable/);
    for (const args of [
      ['no-such-command'],
      ['swap'],
      ['plan', 'f1'],
      ['--no-such-option', 'status'],
      ['watch', '--from', 'yesterday'],
      ['--address', 'localhost:1', 'status'],
    ]) {
      const bad = await ctl(...args);
      expect(bad.code, args.join(' ')).toBe(2);
      expect(bad.stderr, args.join(' ')).toMatch(/error: /);
      expect(bad.stdout).toBe('');
    }
    const unknown = await ctl('swap', 'f9', image);
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toMatch(/rackctl: f9 is not a node of rack rack-01/);
  });

  test('status and nodes', async () => {
    const status = await ctl('status');
    expect(status.code).toBe(0);
    expect(status.stdout).toMatch(/rack rack-01: not stopped; log at row \d+/);
    expect(status.stdout).toMatch(/air +3 of 3 +1 \(\+2\) +f1 f2 f3/);
    expect(status.stdout).toMatch(/no swap underway/);
    const nodes = await ctl('nodes');
    expect(nodes.stdout.trimEnd().split('\n')).toHaveLength(5);
    expect(nodes.stdout).toMatch(/f4 +2 +uboot-env +yes +up +on +serving +A +A v1 +off/);
    expect((await json<rack.GetRackResponse>(0, 'status')).nodes).toHaveLength(4);
    expect((await json<rack.Node[]>(0, 'nodes')).map(({ id }) => id)).toEqual(['f1', 'f2', 'f3', 'f4']);
  });

  test('plan: allowed is 0, refused is 3 with the rule and what to do', async () => {
    const allowed = await ctl('plan', 'f1', image);
    expect(allowed).toMatchObject({ code: 0 });
    expect(allowed.stdout).toMatch(/A swap of f1 may begin, into slot B: allowed by K01 /);
    const refused = await ctl('plan', 'f4', image);
    expect(refused.code).toBe(0);
    const { verdict } = await json<rack.PlanSwapResponse>(0, 'plan', 'f1', image);
    expect(verdict).toMatchObject({ allowed: true });
    bench.rack.node('f2').model.faults.linkDown = true;
    await until('a member that is not proven serving', 20_000, async () =>
      (await client.rack()).nodes.some(({ id, serving }) => id === 'f2' && !serving) ? true : undefined,
    );
    const no = await ctl('plan', 'f1', image);
    bench.rack.node('f2').model.faults.linkDown = false;
    expect(no.code).toBe(3);
    expect(no.stdout).toMatch(/A swap of f1 is refused:\n {2}K04 {2}Group air/);
    expect(no.stdout).toMatch(/what to do: /);
    await allServing(client);
  }, 60_000);

  test('stage, swap without waiting, swap that is followed, swap that falls back, rollback', async () => {
    const staged = await ctl('stage', 'f1', image);
    expect(staged, staged.stdout).toMatchObject({ code: 0 });
    expect(staged.stdout).toMatch(/f1 stage: ready/);

    const accepted = await ctl('swap', 'f1', image, '--no-wait', '--idempotency-key', 'once');
    expect(accepted).toMatchObject({ code: 0 });
    const [, id = ''] = /accepted as (\S+), row \d+ of the log; nothing has happened yet/.exec(accepted.stdout) ?? [];
    expect((await json<rack.Accepted>(0, 'swap', 'f1', image, '--no-wait', '--idempotency-key', 'once')).repeated).toBe(
      true,
    );
    expect((await ended(client, id)).state).toBe('committed');
    await allServing(client);

    const followed = await ctl('--json', 'swap', 'f2', image);
    expect(followed.code, followed.stderr).toBe(0);
    expect(JSON.parse(followed.stdout)).toMatchObject({ node: 'f2', state: 'committed' });
    expect(followed.stderr).toMatch(/f2 validating/);
    await allServing(client);

    const fell = await ctl('swap', 'f3', hanging);
    expect(fell.code, fell.stdout).toBe(1);
    expect(fell.stdout).toMatch(/f3 swap: fell-back \(it serves on the known-good image\), down \d+\.\d s/);
    await allServing(client);

    const back = await ctl('rollback', 'f2', '--why', 'it smells');
    expect(back.code, back.stdout).toBe(0);
    expect(back.stdout).toMatch(/f2 rollback: committed/);
    await allServing(client);
  }, 150_000);

  test('recover of a node that serves is 3; stopped is 5; resume', async () => {
    const recover = await ctl('recover', 'f1');
    expect(recover.code).toBe(3);
    expect(recover.stdout).toMatch(/f1 serves from its known-good slot: there is nothing to recover/);
    expect((await ctl('stop', '--why', 'smoke')).code).toBe(0);
    expect((await ctl('status')).stdout).toMatch(/STOPPED by unix:act: smoke/);
    expect((await ctl('swap', 'f3', second)).code).toBe(5);
    expect((await ctl('plan', 'f3', second)).code).toBe(5);
    const looking = await run('tools/rackctl/main.js', ['--socket', bench.lookSocket, 'resume']);
    expect(looking.code).toBe(1);
    expect(looking.stderr).toMatch(/may not call Resume/);
    expect((await ctl('resume', '--why', 'no smoke')).code).toBe(0);
    expect((await ctl('status')).stdout).toMatch(/not stopped/);
  });

  test('watch --from shows every row from there on', async () => {
    const child = spawn(
      process.execPath,
      [built('tools/rackctl/main.js'), '--socket', bench.actSocket, '--json', 'watch', '--from', '1'],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    const { logSeq } = await client.rack();
    const seqs: number[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      seqs.push((JSON.parse(line) as rack.Event).seq);
      if (seqs.length >= logSeq) break;
    }
    child.kill('SIGKILL');
    expect(seqs).toEqual(Array.from({ length: logSeq }, (_, at) => at + 1));
  });

  test('log: export, verify live, an export, a tampered export', async () => {
    const file = join(bench.dir, 'export.jsonl');
    expect((await ctl('log', 'export', file)).code).toBe(0);
    const live = await ctl('log', 'verify');
    expect(live).toMatchObject({ code: 0 });
    expect(live.stdout).toMatch(/The log holds together: \d+ rows, head/);
    expect(await json(0, 'log', 'verify', file)).toMatchObject({ ok: true });
    const again = await ctl('log', 'export', file);
    expect(again.code, 'an export never overwrites').toBe(1);

    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const at = lines.findIndex((line) => line.includes('stop.set'));
    const altered = lines.with(at, (lines[at] ?? '').replace('smoke', 'peace'));
    const tampered = join(bench.dir, 'tampered.jsonl');
    await writeFile(tampered, `${altered.join('\n')}\n`);
    const words = await ctl('log', 'verify', tampered);
    expect(words.code).toBe(1);
    expect(words.stdout).toMatch(new RegExp(`THE LOG WAS ALTERED at row ${at + 1}:`));
    await writeFile(tampered, `${lines.toSpliced(at, 1).join('\n')}\n`);
    expect(await json(1, 'log', 'verify', tampered)).toMatchObject({ ok: false });
  });

  test('no rack there: 75', async () => {
    const none = await run('tools/rackctl/main.js', ['--socket', join(bench.dir, 'none.sock'), 'status']);
    expect(none.code).toBe(75);
    expect(none.stderr).toMatch(/no answer from the rack at .*none\.sock.*Is rackd running there/);
  });

  test('a rack that goes away while a swap is followed: 75, and what becomes of the node', async () => {
    await allServing(client);
    const following = ctl('swap', 'f1', second);
    await until('the swap to be under way', 20_000, async () =>
      (await client.rack()).nodes.some(({ swapState }) => swapState === 'booting') ? true : undefined,
    );
    await bench.rackd.kill();
    const { code, stdout, stderr } = await following;
    expect(code, stderr).toBe(75);
    expect(stdout).toMatch(/f1 booting/);
    expect(stderr).toMatch(/Nodes that it was swapping come home by themselves/);
    await bench.startRackd();
    client = bench.client();
    await allServing(client);
  }, 90_000);

  test('over mutual TLS', async () => {
    const { ca, certificate, key } = bench.tls;
    const address = bench.address.replace('127.0.0.1', 'localhost');
    const args = ['--address', address, '--ca', ca, '--cert', certificate, '--key', key, '--json', 'status'];
    const ran = await run('tools/rackctl/main.js', args);
    expect(ran.code, ran.stderr).toBe(0);
    expect((JSON.parse(ran.stdout) as rack.GetRackResponse).rack).toBe('rack-01');
  });
});
