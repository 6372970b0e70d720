// A probe says serving only for a whole 200; everything else, slow, broken, lying or redirecting, is failing, and it never rejects.
// Everything stays on loopback, on ports that the system chose.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcp, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpProbe } from './index.js';

const open: (Server | ReturnType<typeof createTcp>)[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function listen(server: Server | ReturnType<typeof createTcp>): Promise<string> {
  open.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/health`;
}

const serve = (handler: (request: IncomingMessage, response: ServerResponse) => void) => listen(createServer(handler));
const look = (url: string, deadlineMs = 5_000) => httpProbe({ url, deadlineMs }).look();
const body = (text: string, status = 200) => serve((_request, response) => response.writeHead(status).end(text));

describe('the HTTP probe', () => {
  it.each(['', 'ok', '[]', '{}', '{"status":"fine"}'])('is content with 200 and %j', async (text) => {
    expect(await look(await body(text))).toEqual({ kind: 'serving' });
  });

  it('takes metrics', async () => {
    const url = await body('{"metrics":{"errorRate":0.01,"latencyMs":12.5,"more":1},"other":2}');
    expect(await look(url)).toEqual({ kind: 'serving', metrics: { errorRate: 0.01, latencyMs: 12.5 } });
  });

  it.each([
    '{"metrics":{"errorRate":1.5,"latencyMs":1}}',
    '{"metrics":{"errorRate":0}}',
    '{"metrics":{"errorRate":"0","latencyMs":1}}',
    '{"metrics":{"errorRate":0,"latencyMs":-1}}',
    '{"metrics":[]}',
  ])('does not pass off metrics that make no sense: %s', async (text) => {
    expect(await look(await body(text))).toMatchObject({
      kind: 'failing',
      text: expect.stringContaining('make no sense'),
    });
  });

  it('does not pass off broken JSON', async () => {
    expect(await look(await body('{"metrics":'))).toMatchObject({
      kind: 'failing',
      text: expect.stringContaining('broken JSON'),
    });
  });

  it.each([204, 404, 500, 503])('is failing at status %i', async (status) => {
    expect(await look(await body('', status))).toMatchObject({
      kind: 'failing',
      text: expect.stringContaining(`status ${status}`),
    });
  });

  it('follows no redirect', async () => {
    const other = await body('ok');
    const url = await serve((_request, response) => response.writeHead(302, { location: other }).end());
    expect(await look(url)).toMatchObject({ kind: 'failing', text: expect.stringContaining('302') });
  });

  it('reads no more than its bound', async () => {
    expect((await look(await body('x'.repeat(64 * 1024)))).kind).toBe('serving');
    expect(await look(await body('x'.repeat(64 * 1024 + 1)))).toMatchObject({
      kind: 'failing',
      text: expect.stringContaining('longer'),
    });
  });

  it.each([
    ['says nothing', () => {}],
    ['stops after its headers', (response: ServerResponse) => void response.writeHead(200).write('o')],
  ])('is failing when the service %s until the deadline', async (_name, handler) => {
    const url = await serve((_request, response) => handler(response));
    expect(await look(url, 150)).toMatchObject({ kind: 'failing', text: expect.stringContaining('within 150 ms') });
  });

  it('is failing when the answer is cut off', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    });
    expect((await look(url)).kind).toBe('failing');
  });

  it('is failing when nobody listens, or something else answers', async () => {
    const url = await body('ok');
    await new Promise((resolve) => open.pop()?.close(resolve));
    expect(await look(url)).toMatchObject({ kind: 'failing', text: expect.stringContaining('ECONNREFUSED') });
    const ssh = await listen(createTcp((socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n')));
    expect((await look(ssh)).kind).toBe('failing');
  });

  it('makes a new connection every time', async () => {
    let connections = 0;
    const server = createServer((_request, response) => response.end('ok'));
    server.on('connection', () => connections++);
    const probe = httpProbe({ url: await listen(server), deadlineMs: 5_000 });
    await probe.look();
    await probe.look();
    expect(connections).toBe(2);
  });

  it('is for plain http only', () => {
    expect(() => httpProbe({ url: 'https://node/health', deadlineMs: 1 })).toThrow(/http:\/\//);
    expect(() => httpProbe({ url: 'health', deadlineMs: 1 })).toThrow();
  });
});
