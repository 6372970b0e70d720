// A secret is read only from a plain file that nobody else may read, and never shows in a message.
// Modes are set with chmod, so that the umask of whoever runs this does not matter.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSecretFile } from './secret-file.js';

const home = mkdtempSync(join(tmpdir(), 'farside-secret-'));
afterAll(() => rmSync(home, { recursive: true }));
const path = join(home, 'secret');
const write = (content: string | Buffer, mode: number) => {
  writeFileSync(path, content);
  chmodSync(path, mode);
};

describe('readSecretFile', () => {
  it.each([0o400, 0o600])('reads a file that its owner alone may read (%#)', (mode) => {
    write('canary', mode);
    expect(readSecretFile(path, 'it')).toEqual({ kind: 'read', bytes: Buffer.from('canary') });
  });

  it.each(['640', '604', '620', '602', '610', '777'])('refuses mode %s and says how to mend it', (octal) => {
    write('canary', Number.parseInt(octal, 8));
    const secret = readSecretFile(path, 'The key');
    expect(secret).toEqual({
      kind: 'unreadable',
      text: `The key cannot be used: ${path} may be read by others (mode ${octal}); close it with: chmod 600 ${path}`,
    });
  });

  it('refuses what is empty, too large, no file or not there', () => {
    write('', 0o600);
    expect(readSecretFile(path, 'it')).toMatchObject({ text: expect.stringContaining('is empty') });
    write(Buffer.alloc(64 * 1024 + 1), 0o600);
    expect(readSecretFile(path, 'it')).toMatchObject({ text: expect.stringContaining('larger than') });
    mkdirSync(join(home, 'directory'), { mode: 0o700 });
    expect(readSecretFile(join(home, 'directory'), 'it')).toMatchObject({
      text: expect.stringContaining('is not a file'),
    });
    expect(readSecretFile(join(home, 'nothing'), 'it')).toMatchObject({ text: expect.stringContaining('ENOENT') });
  });

  it('does not hang at a named pipe', () => {
    execFileSync('/bin/sh', ['-c', 'mkfifo -m 600 "$0"', join(home, 'pipe')]);
    expect(readSecretFile(join(home, 'pipe'), 'it')).toMatchObject({ text: expect.stringContaining('is not a file') });
  });
});
