// Exit 0 is serving, everything else is failing in words that fit a screen.
// SSH is answered by hand here; the real one is tested in ssh/.
import { describe, expect, it } from 'vitest';
import type { ExecResult } from '../ssh/index.js';
import { commandProbe } from './index.js';
import { answering, SIGNALLED } from './testing/answering-ssh.js';

const look = (result: ExecResult) =>
  commandProbe({ ssh: answering(result), argv: ['is-up', '-q'], deadlineMs: 1_000 }).look();
const exited = (code: number, stderr = ''): ExecResult => ({
  kind: 'exited',
  code,
  stdout: Buffer.alloc(0),
  stderr: Buffer.from(stderr),
});

describe('the command probe', () => {
  it('takes exit 0 for serving, whatever was said', async () => {
    expect(await look(exited(0, 'warning'))).toEqual({ kind: 'serving' });
  });

  it('tells the exit code and what was said, in one clean line', async () => {
    const answer = await look(exited(3, `no\n\u001b[31mlease\u0007 ${'x'.repeat(10_000)}`));
    expect(answer).toMatchObject({
      kind: 'failing',
      text: expect.stringMatching(/^is-up exited with 3: no \[31mlease x+$/),
    });
    expect(answer.kind === 'failing' && answer.text.length).toBeLessThan(300);
  });

  it('is failing for a signal', async () => {
    expect(await look(SIGNALLED)).toEqual({ kind: 'failing', text: 'is-up was ended by SIGSEGV' });
  });

  it.each(['silent', 'strange', 'unknown'] as const)('is failing when the node is %s', async (kind) => {
    expect(await look({ kind, text: 'node n1: why' })).toEqual({ kind: 'failing', text: 'node n1: why' });
  });
});
