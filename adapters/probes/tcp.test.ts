// A port that takes a connection is serving; one that refuses, or that nobody is behind, is failing and says where.
// Everything stays on loopback, on ports that the system chose.
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { tcpProbe } from './index.js';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer(onConnection);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

describe('the TCP probe', () => {
  it('is content with a connection, sends nothing and leaves none behind', async () => {
    let bytes = 0;
    const closed = new Promise<void>((resolve) => {
      void listen((socket) => {
        socket.on('data', (data) => (bytes += data.length));
        socket.on('error', () => {});
        socket.on('close', () => resolve());
      }).then(async (port) => {
        expect(await tcpProbe({ host: '127.0.0.1', port, deadlineMs: 10_000 }).look()).toEqual({ kind: 'serving' });
      });
    });
    await closed;
    expect(bytes).toBe(0);
  });

  it('is failing when nobody listens, in words that say where', async () => {
    const port = await listen(() => {});
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
    expect(await tcpProbe({ host: '127.0.0.1', port, deadlineMs: 10_000 }).look()).toEqual({
      kind: 'failing',
      text: `TCP 127.0.0.1:${port}: ECONNREFUSED`,
    });
  });

  it('is failing when the name is none', async () => {
    const answer = await tcpProbe({ host: 'no-such-host.invalid', port: 1, deadlineMs: 20_000 }).look();
    expect(answer).toMatchObject({ kind: 'failing', text: expect.stringMatching(/^TCP no-such-host.invalid:1: E/) });
  });
});
