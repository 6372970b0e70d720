// Who may be talked to and how (G-23): pinned keys, one kind of cipher, one kind of login. With negative controls that show the traps
// in ssh2 which our construction stands against: if one of them ever turns, ssh2 has changed and these defences are to be looked at anew.
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { Client, type ConnectConfig, type ServerConfig } from 'ssh2';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openSsh, type Ssh, type SshTarget } from './index.js';
import { makeKey } from './testing/make-key.js';
import { makeHome, startServer, targetOf, type TestServer } from './testing/server.js';

const user = makeKey();
const host = makeKey();
const stranger = makeKey();
const home = makeHome(user);
const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

afterAll(() => home.remove());

async function serve(algorithms?: ServerConfig['algorithms']): Promise<TestServer> {
  const server = await startServer({ host, user, ...(algorithms === undefined ? {} : { algorithms }) });
  cleanups.push(() => server.stop());
  return server;
}

function ssh(target: SshTarget): Ssh {
  const opened = openSsh(target);
  cleanups.push(() => opened.close());
  return opened;
}

const ask = (target: SshTarget) => ssh(target).exec(['echo', 'hello'], { deadlineMs: 10_000 });

describe('host keys', () => {
  it('lets the pinned host in', async () => {
    const server = await serve();
    const answer = await ask(targetOf(server.port, home.keyFile, host.public));
    expect(answer).toMatchObject({ kind: 'exited', code: 0 });
  });

  it('is strange about any other, names its fingerprint, and logs in nowhere', async () => {
    const server = await serve();
    const answer = await ask(targetOf(server.port, home.keyFile, stranger.public));
    expect(answer).toMatchObject({
      kind: 'strange',
      text: expect.stringMatching(/node n1 \(127\.0\.0\.1:\d+\).*SHA256:/),
    });
    expect(server.connectionsMade).toBe(0);
    expect(server.lines).toEqual([]);
  });

  it('takes either of two keys during a rotation', async () => {
    const server = await serve();
    const answer = await ask(targetOf(server.port, home.keyFile, stranger.public, host.public));
    expect(answer.kind).toBe('exited');
  });

  it('notices a key that changed between two connections', async () => {
    const before = await serve();
    const connection = ssh(targetOf(before.port, home.keyFile, host.public));
    expect((await connection.exec(['true'], { deadlineMs: 10_000 })).kind).toBe('exited');
    const port = before.port;
    await before.stop();
    const after = await startServer({ host: stranger, user, port });
    cleanups.push(() => after.stop());
    const answer = await connection.exec(['touch', '/tmp/never'], { deadlineMs: 10_000 });
    expect(answer.kind).toBe('strange');
    expect(after.lines).toEqual([]);
  });

  it('is never opened without a pin', () => {
    expect(() => openSsh(targetOf(22, home.keyFile))).toThrow(/no pinned host key/);
    expect(() => openSsh(targetOf(22, home.keyFile, 'ssh-ed25519 AAAA'))).toThrow(/not a whole/);
  });
});

describe('what ssh2 does with a verifier (the six cases)', () => {
  const cases: [string, unknown, 'in' | 'out'][] = [
    ['no verifier at all', undefined, 'in'],
    ['async, false', async () => false, 'in'],
    ['null', () => null, 'in'],
    ['undefined by callback', (_key: Buffer, verify: (ok?: boolean) => void) => verify(undefined), 'in'],
    ['false', () => false, 'out'],
    ['false by callback', (_key: Buffer, verify: (ok?: boolean) => void) => verify(false), 'out'],
  ];
  it.each(cases)('%s', async (_name, hostVerifier, expected) => {
    const server = await serve();
    const client = new Client();
    cleanups.push(() => client.destroy());
    const outcome = await new Promise((resolve) => {
      client.on('ready', () => resolve('in'));
      client.on('error', () => resolve('out'));
      const config = { host: '127.0.0.1', port: server.port, username: 'farside', privateKey: user.private };
      client.connect({ ...config, ...(hostVerifier === undefined ? {} : { hostVerifier }) } as ConnectConfig);
    });
    expect(outcome).toBe(expected);
    // Whatever ssh2 makes of each of them, our own construction turns the same server away.
    const ours = await ask(targetOf(server.port, home.keyFile, stranger.public));
    expect(ours.kind).toBe('strange');
  });
});

describe('algorithms', () => {
  const weak: [string, ServerConfig['algorithms']][] = [
    ['ChaCha20 (Terrapin)', { cipher: ['chacha20-poly1305@openssh.com'] }],
    ['CBC with encrypt-then-MAC (Terrapin)', { cipher: ['aes256-cbc'], hmac: ['hmac-sha2-256-etm@openssh.com'] }],
    ['CTR', { cipher: ['aes256-ctr'] }],
    ['Diffie-Hellman group 14 with SHA-1', { kex: ['diffie-hellman-group14-sha1'] }],
    ['NIST curves', { kex: ['ecdh-sha2-nistp256'] }],
  ];
  it.each(weak)('refuses a server that offers only %s', async (_name, algorithms) => {
    const server = await serve(algorithms);
    const answer = await ask(targetOf(server.port, home.keyFile, host.public));
    expect(answer).toMatchObject({ kind: 'strange', text: expect.stringContaining('AES-GCM') });
    expect(server.connectionsMade).toBe(0);
  });

  it.each(['aes256-gcm@openssh.com', 'aes128-gcm@openssh.com'] as const)('speaks %s', async (cipher) => {
    const server = await serve({ cipher: [cipher] });
    expect((await ask(targetOf(server.port, home.keyFile, host.public))).kind).toBe('exited');
  });
});

describe('login', () => {
  it('is strange when the node refuses our key, and does not show it', async () => {
    const server = await startServer({ host, user: stranger });
    cleanups.push(() => server.stop());
    const answer = await ask(targetOf(server.port, home.keyFile, host.public));
    expect(answer).toMatchObject({ kind: 'strange', text: expect.stringContaining('refuses to let user farside in') });
  });

  it.each(['640', '604', '644'])('does not use a key file of mode %s', async (octal) => {
    const mode = Number.parseInt(octal, 8);
    const server = await serve();
    const keyFile = join(home.path, `open-${mode}`);
    writeFileSync(keyFile, user.private);
    chmodSync(keyFile, mode);
    const answer = await ask(targetOf(server.port, keyFile, host.public));
    expect(answer).toMatchObject({ kind: 'strange', text: expect.stringContaining('may be read by others') });
    expect(server.connections.size).toBe(0);
  });

  it.each([
    ['a file that is not there', undefined, /cannot be opened \(ENOENT\)/],
    ['an empty file', '', /is empty/],
    ['no key', 'canary-1f3a not a key', /cannot be used/],
    ['half a key', user.private.slice(0, 200), /cannot be used/],
  ])('is strange about %s, without a word of its content', async (name, content, text) => {
    const server = await serve();
    const keyFile = join(home.path, `bad-${name.length}-${content?.length}`);
    if (content !== undefined) writeFileSync(keyFile, content, { mode: 0o600 });
    const answer = await ask(targetOf(server.port, keyFile, host.public));
    expect(answer).toMatchObject({ kind: 'strange', text: expect.stringMatching(text) });
    expect(JSON.stringify(answer)).not.toMatch(/canary|b3Bl/);
  });
});

describe('no connection', () => {
  async function listen(onConnection: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      cleanups.push(() => socket.destroy());
      socket.on('error', () => {});
      onConnection(socket);
    });
    cleanups.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as { port: number }).port;
  }

  it('is silence when nobody listens', async () => {
    const server = await startServer({ host, user });
    await server.stop();
    const answer = await ask(targetOf(server.port, home.keyFile, host.public));
    expect(answer).toMatchObject({ kind: 'silent', text: expect.stringContaining('ECONNREFUSED') });
  });

  it('is silence when the port answers and says nothing, within the time for connecting', async () => {
    const port = await listen(() => {});
    const answer = await ask({ ...targetOf(port, home.keyFile, host.public), connectTimeoutMs: 200 });
    expect(answer).toMatchObject({ kind: 'silent', text: expect.stringContaining('in time') });
  });

  it('is silence when the port closes at once, as a forwarder before a booting node does', async () => {
    const port = await listen((socket) => void socket.destroy());
    expect((await ask(targetOf(port, home.keyFile, host.public))).kind).toBe('silent');
  });

  it('is strange when something else speaks there', async () => {
    const port = await listen((socket) => void socket.end('SSH-1.0-ancient\r\n'));
    expect((await ask(targetOf(port, home.keyFile, host.public))).kind).toBe('strange');
  });

  it('is silence or strangeness, and never an exception, whatever bytes come', async () => {
    let bytes = Buffer.alloc(0);
    const port = await listen((socket) => void socket.end(bytes));
    const target = targetOf(port, home.keyFile, host.public);
    const noise = fc.record({ banner: fc.boolean(), bytes: fc.uint8Array({ maxLength: 400 }) });
    await fc.assert(
      fc.asyncProperty(noise, async (sent) => {
        bytes = Buffer.concat([Buffer.from(sent.banner ? 'SSH-2.0-noise\r\n' : ''), sent.bytes]);
        const connection = openSsh(target);
        const answer = await connection.exec(['true'], { deadlineMs: 5_000 });
        await connection.close();
        expect(['silent', 'strange']).toContain(answer.kind);
      }),
      { numRuns: 150 },
    );
  });

  it('is silence when the deadline of the command ends before connecting does', async () => {
    const port = await listen(() => {});
    const connection = ssh({ ...targetOf(port, home.keyFile, host.public), connectTimeoutMs: 1_000 });
    const answer = await connection.exec(['true'], { deadlineMs: 100 });
    expect(answer).toMatchObject({ kind: 'silent', text: expect.stringContaining('before the deadline') });
  });
});
