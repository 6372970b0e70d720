// A drain is believed only as far as it can be seen; a clearance is spent before anything is sent.
// The commands are answered by a table here; that they reach a node unchanged is tested in ssh/.
import { describe, expect, it } from 'vitest';
import { claimMint } from '#safety/clearance.js';
import type { ExecResult, Ssh } from '../ssh/index.js';
import { commandDrain, noDrain } from './index.js';

const mint = claimMint();
const IMAGE = `sha256:${'0'.repeat(64)}` as const;
const toDrain = (node = 'n1') => mint({ kind: 'drain', node, image: IMAGE });
const toUndrain = () => mint({ kind: 'undrain', node: 'n1' });
const exited = (code: number): ExecResult => ({
  kind: 'exited',
  code,
  stdout: Buffer.alloc(0),
  stderr: Buffer.alloc(0),
});
const KILLED: ExecResult = { kind: 'signalled', signal: 'SIGKILL', stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
const not = (kind: 'silent' | 'strange' | 'unknown'): ExecResult => ({ kind, text: `${kind} for the test` });

/** Answers by the name of the program. */
function node(answers: Record<string, ExecResult>) {
  const sent: string[] = [];
  const exec = async (argv: readonly string[]) => {
    sent.push(argv.join(' '));
    return answers[argv[0] ?? ''] ?? exited(127);
  };
  const ssh: Ssh = { exec, shell: async () => exited(127), pipe: async () => exited(127), close: async () => {} };
  const drain = commandDrain({
    node: 'n1',
    ssh,
    drain: ['move', 'away'],
    undrain: ['move-back'],
    check: ['is-drained'],
    deadlineMs: 1_000,
  });
  return { drain, sent };
}

describe('the command drain', () => {
  it.each([
    [exited(0), { kind: 'seen', value: 'drained' }],
    [exited(1), { kind: 'seen', value: 'loaded' }],
    [exited(2), { kind: 'strange' }],
    [exited(127), { kind: 'strange' }],
    [KILLED, { kind: 'strange' }],
    [not('strange'), { kind: 'strange' }],
    [not('silent'), { kind: 'silent' }],
    [not('unknown'), { kind: 'silent' }],
  ])('looks (%#)', async (check, expected) => {
    expect(await node({ 'is-drained': check }).drain.look()).toMatchObject(expected);
  });

  it.each([
    ['the command succeeded', exited(0), exited(1), 'done'],
    ['it was never sent: silent', not('silent'), exited(0), 'failed'],
    ['it was never sent: strange', not('strange'), exited(0), 'failed'],
    ['nobody knows', not('unknown'), exited(0), 'unknown'],
    ['the program is not there', exited(127), exited(0), 'failed'],
    ['it failed and the node is loaded', exited(1), exited(1), 'failed'],
    ['it failed and the node is drained all the same', exited(1), exited(0), 'done'],
    ['it failed and the node cannot be seen', exited(1), not('silent'), 'unknown'],
    ['it was killed and the node is loaded', KILLED, exited(1), 'failed'],
    ['it was killed and the check tells nothing', KILLED, exited(9), 'unknown'],
  ])('drains: %s', async (_name, move, check, expected) => {
    expect((await node({ move, 'is-drained': check }).drain.drain(toDrain())).kind).toBe(expected);
  });

  it('undrains, and wants to see it loaded when the command failed', async () => {
    expect((await node({ 'move-back': exited(0) }).drain.undrain(toUndrain())).kind).toBe('done');
    expect((await node({ 'move-back': exited(1), 'is-drained': exited(1) }).drain.undrain(toUndrain())).kind).toBe(
      'done',
    );
    expect((await node({ 'move-back': exited(1), 'is-drained': exited(0) }).drain.undrain(toUndrain())).kind).toBe(
      'failed',
    );
  });

  it('sends nothing without a clearance of its own', async () => {
    const { drain, sent } = node({});
    await expect(drain.drain(toUndrain())).rejects.toThrow(/not for drain/);
    await expect(drain.drain(toDrain('n2'))).rejects.toThrow(/n2/);
    const spent = toUndrain();
    await drain.undrain(spent);
    sent.length = 0;
    await expect(drain.undrain(spent)).rejects.toThrow(/spent/);
    expect(sent).toEqual([]);
  });
});

describe('no drain', () => {
  it('says what it was told, and loaded until then', async () => {
    const drain = noDrain('n1');
    expect(await drain.look()).toEqual({ kind: 'seen', value: 'loaded' });
    await drain.drain(toDrain());
    expect(await drain.look()).toEqual({ kind: 'seen', value: 'drained' });
    expect(await noDrain('n1').look()).toEqual({ kind: 'seen', value: 'loaded' });
    await drain.undrain(toUndrain());
    expect(await drain.look()).toEqual({ kind: 'seen', value: 'loaded' });
  });

  it('wants its clearance too', async () => {
    await expect(noDrain('n1').drain({} as never)).rejects.toThrow(/forged/);
  });
});
