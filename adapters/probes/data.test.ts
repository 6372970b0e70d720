// One line of JSON is an answer; everything else is not known, in words that name the node and what was wanted.
// SSH is answered by hand here; the real one is tested in ssh/.
import { describe, expect, it } from 'vitest';
import type { ExecResult } from '../ssh/index.js';
import { commandData } from './index.js';
import { answering, SIGNALLED } from './testing/answering-ssh.js';

const look = (result: ExecResult) =>
  commandData({ node: 'n1', ssh: answering(result), argv: ['db-state'], deadlineMs: 1_000 }).look();
const printed = (stdout: string, code = 0, stderr = ''): ExecResult => ({
  kind: 'exited',
  code,
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(stderr),
});

describe('the data command', () => {
  it('tells role, replica and backup', async () => {
    expect(await look(printed('{"role":"leader","replica":"in-sync","backupAgeSeconds":1.5,"more":1}\n'))).toEqual({
      kind: 'seen',
      value: { role: 'leader', replica: 'in-sync', backupAgeMs: 1500 },
    });
    expect(await look(printed('{"role":"follower","replica":"behind"}'))).toEqual({
      kind: 'seen',
      value: { role: 'follower', replica: 'behind' },
    });
  });

  it.each([
    '',
    'leader',
    '[]',
    '{}',
    '{"role":"primary","replica":"in-sync"}',
    '{"role":"leader"}',
    '{"role":"leader","replica":true}',
    '{"role":"leader","replica":"in-sync","backupAgeSeconds":-1}',
    '{"role":"leader","replica":"in-sync","backupAgeSeconds":null}',
    '{"role":"leader","replica":"in-sync"}{}',
  ])('takes no half answer: %s', async (text) => {
    expect(await look(printed(text))).toMatchObject({
      kind: 'strange',
      text: expect.stringMatching(/db-state on node n1 must print .*replica/),
    });
  });

  it('tells why a command failed, in one clean line', async () => {
    expect(await look(printed('{"role":"leader","replica":"in-sync"}', 2, 'no\n\u001b[31mquorum'))).toEqual({
      kind: 'strange',
      text: 'db-state on node n1 exited with 2: no [31mquorum.',
    });
    expect(await look(SIGNALLED)).toMatchObject({ kind: 'strange', text: 'db-state on node n1 was ended by SIGSEGV.' });
  });

  it.each([
    ['silent', 'silent'],
    ['unknown', 'silent'],
    ['strange', 'strange'],
  ] as const)('has heard nothing when the node is %s', async (kind, as) => {
    expect(await look({ kind, text: 'node n1: why' })).toEqual({ kind: as, text: 'node n1: why' });
  });
});
