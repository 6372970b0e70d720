// The same promises against OpenSSH's own sshd, on loopback, with its own configuration, host key and authorized key.
// It is started in the foreground and ended by its process id; it never touches the machine's own sshd.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSsh, pipeline, type Ssh, type SshTarget } from './index.js';
import { makeKey } from './testing/make-key.js';
import { makeHome } from './testing/server.js';

const SSHD = '/usr/sbin/sshd';
const missing = !existsSync(SSHD) && `no ${SSHD}: apt-get install openssh-server`;
if (missing) console.log(`real-sshd.test.ts is skipped: ${missing}`);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.skipIf(missing)('OpenSSH', () => {
  const user = makeKey();
  const home = makeHome(user);
  const SOON = { deadlineMs: 15_000 };
  let sshd: ChildProcess;
  let target: SshTarget;
  let ssh: Ssh;
  let log = '';

  /** sshd chooses no port by itself, so another process may take the free one first: then it is tried with the next. */
  async function start(at: (name: string) => string, tries: number): Promise<number> {
    const port = await freePort();
    const lines = [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${at('host')}`,
      `AuthorizedKeysFile ${at('auth/keys')}`,
      `PidFile ${at('pid')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'PermitRootLogin prohibit-password',
    ];
    writeFileSync(at('sshd_config'), `${lines.join('\n')}\n`);
    log = '';
    sshd = spawn(SSHD, ['-D', '-e', '-f', at('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    const isUp = await new Promise<boolean>((resolve) => {
      sshd.once('exit', () => resolve(false));
      sshd.stderr?.on('data', (chunk: Buffer) => {
        log += chunk.toString();
        if (log.includes('Server listening')) resolve(true);
      });
    });
    if (isUp) return port;
    if (tries > 1) return start(at, tries - 1);
    throw new Error(`sshd did not start: ${log}`);
  }

  beforeAll(async () => {
    // sshd started by root wants this directory, which its own service makes at boot.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    const at = (name: string) => join(home.path, name);
    const host = makeKey();
    writeFileSync(at('host'), host.private, { mode: 0o600 });
    mkdirSync(at('auth'), { mode: 0o700 });
    writeFileSync(at('auth/keys'), `${user.public}\n`, { mode: 0o600 });
    const port = await start(at, 5);
    target = {
      node: 'real',
      host: '127.0.0.1',
      port,
      user: userInfo().username,
      keyFile: home.keyFile,
      hostKeys: [host.public],
    };
    ssh = openSsh(target);
  });

  afterAll(async () => {
    await ssh?.close();
    sshd?.kill('SIGTERM');
    home.remove();
  });

  it('runs commands, with their codes, signals and outputs', async () => {
    expect(await ssh.exec(['sh', '-c', 'printf \'%s\' "$1"; exit 7', 'sh', "it's $HOME"], SOON)).toMatchObject({
      kind: 'exited',
      code: 7,
      stdout: Buffer.from("it's $HOME"),
    });
    expect(await ssh.exec(['sh', '-c', 'kill -TERM $$'], SOON)).toMatchObject({
      kind: 'signalled',
      signal: 'SIGTERM',
    });
    expect(await ssh.shell(pipeline([['printf', 'abc'], ['sha256sum']]), SOON)).toMatchObject({
      kind: 'exited',
      code: 0,
    });
  });

  it('takes a file whole', async () => {
    const file = join(home.path, 'bundle');
    writeFileSync(file, Buffer.alloc(9_000_001, 'bundle'));
    const answer = await ssh.pipe(file, ['tee', join(home.path, 'arrived')], { ...SOON, outputMaxBytes: 10_000_000 });
    expect(answer).toMatchObject({ kind: 'exited', code: 0 });
    expect(readFileSync(join(home.path, 'arrived')).equals(readFileSync(file))).toBe(true);
  });

  it('runs eight at once on its one connection', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ssh.exec(['sleep', '0.2'], SOON)));
    expect(new Set(answers.map((answer) => answer.kind))).toEqual(new Set(['exited']));
    expect(log.match(/Accepted publickey/g)).toHaveLength(1);
  });

  it('is strange when it shows a key that is not pinned', async () => {
    const other = openSsh({ ...target, hostKeys: [makeKey().public] });
    expect(await other.exec(['true'], SOON)).toMatchObject({
      kind: 'strange',
      text: expect.stringContaining('SHA256:'),
    });
    await other.close();
  });

  it('gets through when hung commands hold all the sessions that sshd grants a connection', async () => {
    const hung = Array.from({ length: 8 }, () =>
      ssh.exec(['sh', '-c', "trap '' HUP TERM; sleep 8"], { deadlineMs: 1_500 }),
    );
    expect((await Promise.all(hung)).map((answer) => answer.kind)).toEqual(Array(8).fill('unknown'));
    const more = Array.from({ length: 4 }, () => ssh.exec(['sleep', '8'], { deadlineMs: 1_500 }));
    await Promise.all(more);
    expect(await ssh.exec(['true'], SOON)).toMatchObject({ kind: 'exited', code: 0 });
  });

  it('is unknown when the session is killed under a command, and comes back on demand', async () => {
    const answer = ssh.exec(['sh', '-c', 'echo begun; sleep 5'], SOON);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const sessions = readFileSync(`/proc/${sshd.pid}/task/${sshd.pid}/children`, 'utf8').trim().split(' ');
    for (const pid of sessions) process.kill(Number(pid), 'SIGKILL');
    expect((await answer).kind).toBe('unknown');
    expect(await ssh.exec(['true'], SOON)).toMatchObject({ kind: 'exited', code: 0 });
  });
});
