// What is said of a command must be true whatever the network does: exit codes and signals pass through, and whatever was sent
// without a whole answer is `unknown`; whatever certainly was not sent is not.
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSsh, pipeline, type Ssh, sequence } from './index.js';
import { makeKey } from './testing/make-key.js';
import { makeHome, runInShell, startServer, targetOf, type TestServer } from './testing/server.js';

const user = makeKey();
const host = makeKey();
const home = makeHome(user);
const sh = (script: string): string[] => ['sh', '-c', script];
const SOON = { deadlineMs: 10_000 };
let server: TestServer;
let ssh: Ssh;

beforeEach(async () => {
  server = await startServer({ host, user });
  ssh = openSsh(targetOf(server.port, home.keyFile, host.public));
});
afterEach(async () => {
  await ssh.close();
  await server.stop();
});
afterAll(() => home.remove());

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('a command that ends', () => {
  it.each([0, 1, 2, 127, 255])('gives its exit code %i', async (code) => {
    expect(await ssh.exec(sh(`exit ${code}`), SOON)).toMatchObject({ kind: 'exited', code });
  });

  it('gives its signal', async () => {
    expect(await ssh.exec(sh('kill -TERM $PPID'), SOON)).toMatchObject({ kind: 'signalled', signal: 'SIGTERM' });
  });

  it('gives stdout and stderr apart, byte for byte', async () => {
    const answer = await ssh.exec(sh("printf 'a\\000\\377'; printf oops >&2"), SOON);
    if (answer.kind !== 'exited') throw new Error(answer.kind);
    expect([...answer.stdout]).toEqual([97, 0, 255]);
    expect(answer.stderr.toString()).toBe('oops');
  });

  it('gets its words as they were, and no input', async () => {
    const words = ["it's", '$(id)', 'a\nb', '', '*'];
    const answer = await ssh.exec(['printf', '%s|', ...words], SOON);
    expect(answer).toMatchObject({ kind: 'exited', stdout: Buffer.from(`${words.join('|')}|`) });
    expect(await ssh.exec(['cat'], SOON)).toMatchObject({ kind: 'exited', code: 0, stdout: Buffer.alloc(0) });
  });

  it('may be a pipeline or a sequence', async () => {
    const counted = await ssh.shell(
      pipeline([
        ['printf', 'abc'],
        ['wc', '-c'],
      ]),
      SOON,
    );
    expect(counted.kind === 'exited' && counted.stdout.toString().trim()).toBe('3');
    expect(await ssh.shell(sequence(['false'], ['echo', 'never']), SOON)).toMatchObject({
      code: 1,
      stdout: Buffer.alloc(0),
    });
  });
});

describe('a command of which nothing whole is heard', () => {
  it('is unknown when the connection is dropped while it runs', async () => {
    const answer = ssh.exec(sh('echo begun; sleep 20'), SOON);
    await until(() => server.lines.length === 1);
    server.drop();
    expect(await answer).toMatchObject({
      kind: 'unknown',
      text: expect.stringMatching(/node n1.*lost.*may or may not/),
    });
  });

  it('is unknown when the connection is dropped before the node says that it began', async () => {
    server.handler = (_line, _accept, connection) => {
      (connection as unknown as { _sock: { destroy(): void } })._sock.destroy();
    };
    expect((await ssh.exec(['touch', 'x'], SOON)).kind).toBe('unknown');
    expect(server.lines).toHaveLength(1);
  });

  it('is unknown when the deadline passes, and the connection stays of use', async () => {
    expect(await ssh.exec(sh('sleep 20'), { deadlineMs: 300 })).toMatchObject({
      kind: 'unknown',
      text: expect.stringContaining('may or may not'),
    });
    expect((await ssh.exec(['true'], SOON)).kind).toBe('exited');
    expect(server.connectionsMade).toBe(1);
  });

  it('is unknown when it says more than its bound', async () => {
    const answer = await ssh.exec(sh('yes | head -c 100000'), { ...SOON, outputMaxBytes: 1000 });
    expect(answer).toMatchObject({ kind: 'unknown', text: expect.stringContaining('more than 1000 bytes') });
    const both = await ssh.exec(sh('printf 12345; printf 12345 >&2'), { ...SOON, outputMaxBytes: 9 });
    expect(both.kind).toBe('unknown');
    expect((await ssh.exec(sh('printf 12345'), { ...SOON, outputMaxBytes: 5 })).kind).toBe('exited');
  });

  it('is unknown when its channel closes without an exit code', async () => {
    server.handler = (_line, accept) => void accept().end('half an ans');
    expect(await ssh.exec(['true'], SOON)).toMatchObject({
      kind: 'unknown',
      text: expect.stringContaining('without an exit code'),
    });
  });

  it('is unknown when the exit code came but the end of the output did not', async () => {
    server.handler = (_line, accept) => {
      const channel = accept();
      channel.write('half an ans');
      channel.exit(0);
      setTimeout(() => server.drop(), 50);
    };
    expect((await ssh.exec(['true'], SOON)).kind).toBe('unknown');
  });

  it('is unknown when the node stops answering at all: keepalives notice', async () => {
    const quiet = openSsh({ ...targetOf(server.port, home.keyFile, host.public), keepaliveMs: 50 });
    server.handler = (_line, accept, connection) => {
      accept();
      // Reads on, answers nothing: what a hung kernel with a live network card looks like.
      const socket = (connection as unknown as { _sock: { pause(): void; removeAllListeners(event: string): void } })
        ._sock;
      socket.removeAllListeners('data');
      socket.pause();
    };
    const answer = await quiet.exec(['true'], { deadlineMs: 20_000 });
    expect(answer).toMatchObject({ kind: 'unknown', text: expect.stringContaining('Keepalive timeout') });
    await quiet.close();
  });
});

describe('a command that was not sent', () => {
  it('is silent when the node opens no channel before the deadline', async () => {
    server.opensChannels = false;
    expect(await ssh.exec(['touch', 'x'], { deadlineMs: 300 })).toMatchObject({
      kind: 'silent',
      text: expect.stringContaining('nothing was sent'),
    });
    expect(server.lines).toEqual([]);
  });

  it('goes out once, on a new connection, when the kept one died while idle', async () => {
    expect((await ssh.exec(['true'], SOON)).kind).toBe('exited');
    server.drop();
    expect((await ssh.exec(['true'], SOON)).kind).toBe('exited');
    expect(server.connectionsMade).toBe(2);
    expect(server.lines).toHaveLength(2);
  });

  it('goes out on a new connection when the kept one dies as its channel is being opened', async () => {
    expect((await ssh.exec(['true'], SOON)).kind).toBe('exited');
    server.opensChannels = false;
    const answer = ssh.exec(['echo', 'again'], SOON);
    await new Promise((resolve) => setTimeout(resolve, 100));
    server.drop();
    server.opensChannels = true;
    expect(await answer).toMatchObject({ kind: 'exited', stdout: Buffer.from('again\n') });
    expect(server.lines).toEqual(['true', 'echo again']);
  });

  it('is silent when the port is gone after a connection was dropped', async () => {
    expect((await ssh.exec(['true'], SOON)).kind).toBe('exited');
    await server.stop();
    expect((await ssh.exec(['true'], SOON)).kind).toBe('silent');
  });

  it('is silent after close, which leaves no connection behind', async () => {
    expect((await ssh.exec(['true'], SOON)).kind).toBe('exited');
    await ssh.close();
    await until(() => server.connections.size === 0);
    expect(await ssh.exec(['true'], SOON)).toMatchObject({
      kind: 'silent',
      text: expect.stringContaining('closed by Farside'),
    });
  });
});

describe('many commands', () => {
  it('share one connection, made once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => ssh.exec(['echo', `${index}`], SOON)));
    expect(answers.map((answer) => answer.kind === 'exited' && answer.stdout.toString())).toEqual([
      '0\n',
      '1\n',
      '2\n',
      '3\n',
      '4\n',
      '5\n',
    ]);
    expect(server.connectionsMade).toBe(1);
  });

  it('run eight at once, the rest wait in a bounded queue', async () => {
    const open: (() => void)[] = [];
    server.handler = (_line, accept) => {
      const channel = accept();
      open.push(() => {
        channel.exit(0);
        channel.end();
      });
    };
    const answers = Array.from({ length: 8 + 64 }, () => ssh.exec(['true'], SOON));
    await until(() => open.length === 8);
    expect(await ssh.exec(['true'], SOON)).toMatchObject({
      kind: 'strange',
      text: expect.stringContaining('64 wait already'),
    });
    for (let done = 0; done < answers.length; done++) {
      await until(() => open.length > 0);
      expect(open.length).toBeLessThanOrEqual(8);
      open.shift()?.();
    }
    expect(new Set((await Promise.all(answers)).map((answer) => answer.kind))).toEqual(new Set(['exited']));
    expect(server.lines).toHaveLength(72);
  });

  it('whose turn does not come in time were not sent', async () => {
    server.handler = (_line, accept) => void accept();
    const running = Array.from({ length: 8 }, () => ssh.exec(['true'], SOON));
    await until(() => server.lines.length === 8);
    expect(await ssh.exec(['true'], { deadlineMs: 100 })).toMatchObject({
      kind: 'strange',
      text: expect.stringContaining('turn'),
    });
    await ssh.close();
    expect((await Promise.all(running)).map((answer) => answer.kind)).toEqual(Array(8).fill('unknown'));
    expect(server.lines).toHaveLength(8);
  });
});

describe('a file piped to a node', () => {
  const path = join(home.path, 'bundle');
  const content = Buffer.alloc(5_000_001, 'farside ');

  it('arrives whole', async () => {
    writeFileSync(path, content);
    const there = join(home.path, 'there');
    const answer = await ssh.pipe(path, ['tee', there], { ...SOON, outputMaxBytes: 10_000_000 });
    expect(answer).toMatchObject({ kind: 'exited', code: 0 });
    expect(answer.kind === 'exited' && answer.stdout.equals(content)).toBe(true);
    expect(readFileSync(there).equals(content)).toBe(true);
  });

  it('may be empty', async () => {
    writeFileSync(path, '');
    expect(await ssh.pipe(path, ['wc', '-c'], SOON)).toMatchObject({
      kind: 'exited',
      code: 0,
      stdout: Buffer.from('0\n'),
    });
  });

  it('gives the exit code of a command that fails before it has taken all', async () => {
    writeFileSync(path, content);
    expect(await ssh.pipe(path, sh('head -c 10 >/dev/null; echo disk full >&2; exit 3'), SOON)).toMatchObject({
      kind: 'exited',
      code: 3,
    });
  });

  it('is unknown when the command says that all is well without having taken all', async () => {
    writeFileSync(path, Buffer.alloc(20_000_000));
    expect(await ssh.pipe(path, sh('head -c 10 >/dev/null; exit 0'), SOON)).toMatchObject({
      kind: 'unknown',
      text: expect.stringContaining('whole input'),
    });
  });

  it('is unknown when the connection is lost on the way', async () => {
    writeFileSync(path, Buffer.alloc(20_000_000));
    server.handler = (_line, accept) => {
      accept().once('data', () => server.drop());
    };
    expect((await ssh.pipe(path, ['cat'], SOON)).kind).toBe('unknown');
  });

  it('is never passed off as whole when it was cut off meanwhile', async () => {
    writeFileSync(path, Buffer.alloc(20_000_000));
    server.handler = (line, accept, connection) => {
      truncateSync(path, 1_000_000);
      runInShell(line, accept, connection);
    };
    expect(await ssh.pipe(path, sh('cat >/dev/null'), SOON)).toMatchObject({
      kind: 'unknown',
      text: expect.stringContaining('cut off'),
    });
  });

  it.each(['/nowhere/at/all', home.path])('is not sent when %s is no readable file', async (file) => {
    expect((await ssh.pipe(file, ['cat'], SOON)).kind).toBe('strange');
    expect(server.lines).toEqual([]);
  });
});

describe('a deadline', () => {
  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])(
    'of %d ms is a defect of the caller',
    async (deadlineMs) => {
      await expect(ssh.exec(['true'], { deadlineMs })).rejects.toThrow(/deadline/);
    },
  );
});
