// `rackctl explain` as a tired engineer runs it: a refusal with its rule, numbers and remedy; an action with the rules that allowed it; the way
// a swap came; a row that is not there.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RackClient } from '#proto/client.js';
import type { Bench } from '../bench/bench.js';
import { ended, start } from './follow.js';
import { heldImages, openFour } from './four-nodes.js';
import { type Ran, run } from './programs.js';

describe('rackctl explain', () => {
  let bench: Bench;
  let client: RackClient;
  const explain = (seq: number, ...args: string[]): Promise<Ran> =>
    run('tools/rackctl/main.js', ['--socket', bench.actSocket, ...args, 'explain', String(seq)]);
  let committed = '';
  let refused = '';
  const rows: { seq: number; kind: string; swap?: string }[] = [];

  beforeAll(async () => {
    bench = await openFour();
    client = bench.client();
    const [image = ''] = await heldImages(bench, client, { version: 'v2', platform: 'rauc' });
    committed = (await start(client, 'f1', image)).swapId;
    refused = (await start(client, 'f2', image)).swapId;
    expect((await ended(client, refused)).state).toBe('refused');
    expect((await ended(client, committed)).state).toBe('committed');
    for await (const { seq, body } of client.log()) rows.push({ ...JSON.parse(body), seq });
  }, 120_000);
  afterAll(() => bench.close());

  const seqOf = (swap: string, kind: string): number =>
    rows.find((row) => row.swap === swap && row.kind === kind)?.seq ?? -1;

  test('a refusal: why, how many, who is in the way, what to do, what the rule is for', async () => {
    const seq = seqOf(refused, 'swap.refused');
    const { code, stdout } = await explain(seq);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Row ${seq}, .*: ${refused} of f2 was refused; nothing was changed\\.`));
    expect(stdout).toMatch(
      /Refused, because:\n {2}K04 {2}Only one member of group air at a time: f1 .*\n {6}now 1, after 2, limit 1/,
    );
    expect(stdout).toMatch(/in the way: f1\n {6}what to do: Ask again when f1 is done\./);
    expect(stdout).toMatch(/What these rules are for:\n {2}K04 {2}A node leaves its group only while/);
    expect(stdout).toMatch(new RegExp(`How ${refused} got there:\\n {2}\\d+ {2}.* asked for a swap of f2`));
  });

  test('an action: the rules that were asked and had nothing against it, and what came before', async () => {
    const { code, stdout } = await explain(seqOf(committed, 'intent.opened'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/: about to stage f1 \(i-\d+\)\./);
    expect(stdout).toMatch(/Allowed by every rule that was asked:\n {2}K01 {2}The emergency stop is set/);
    expect(stdout).toMatch(new RegExp(`${committed} of f1 is preflight: the kernel allows it to begin`));
  });

  test('as JSON', async () => {
    const { code, stdout } = await explain(seqOf(refused, 'swap.refused'), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      row: { kind: 'swap.refused', swap: refused },
      rules: [{ rule: 'K04', stops: expect.stringContaining('leaves its group') }],
    });
  });

  test('a row that is not there: 1, and where to look', async () => {
    const none = await explain(999_999);
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toMatch(/the log has no row 999999 \(`rackctl status` shows the newest\)/);
  });
});
