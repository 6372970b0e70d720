// The QMP client against a server of our own: what it says, and that silence, errors and nonsense end it.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { qmpExecute } from './qmp.js';

const GREETING = '{"QMP": {"version": {}, "capabilities": ["oob"]}}\r\n';
let dir: string;
let server: Server | undefined;
let received: string[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'farside-qmp-'));
  received = [];
});
afterEach(async () => {
  await new Promise((closed) => (server === undefined ? closed(undefined) : server.close(closed)));
  server = undefined;
  rmSync(dir, { recursive: true });
});

async function serve(greeting: string, answer: (line: string, socket: Socket) => void): Promise<string> {
  const path = join(dir, 'qmp.sock');
  server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write(greeting);
    createInterface({ input: socket }).on('line', (line) => {
      received.push(line);
      answer(line, socket);
    });
  });
  await new Promise<void>((listening) => server?.listen(path, listening));
  return path;
}

it('negotiates, sends one command and skips events', async () => {
  const path = await serve(GREETING, (_line, socket) =>
    socket.write('{"event": "RESET", "data": {}}\r\n{"return": {}}\r\n'),
  );
  await qmpExecute(path, 'system_reset', 5_000);
  expect(received).toEqual(['{"execute":"qmp_capabilities"}', '{"execute":"system_reset"}']);
});

it('fails with what QEMU said', async () => {
  const path = await serve(GREETING, (line, socket) =>
    socket.write(
      line.includes('inject') ? '{"error": {"class": "GenericError", "desc": "no"}}\r\n' : '{"return": {}}\r\n',
    ),
  );
  await expect(qmpExecute(path, 'inject-nmi', 5_000)).rejects.toThrow(/inject-nmi.*GenericError/);
});

it('gives up on a frozen QEMU', async () => {
  const path = await serve('', () => undefined);
  await expect(qmpExecute(path, 'system_reset', 50)).rejects.toThrow(/no answer within 50 ms/);
});

it('fails when the connection closes early', async () => {
  const path = await serve(GREETING, (_line, socket) => socket.destroy());
  await expect(qmpExecute(path, 'system_reset', 5_000)).rejects.toThrow(/closed before the answer/);
});

it('fails on what is not JSON, and when nobody listens', async () => {
  const path = await serve('SSH-2.0-OpenSSH\r\n', () => undefined);
  await expect(qmpExecute(path, 'system_reset', 5_000)).rejects.toThrow(/not JSON: SSH-2.0/);
  await expect(qmpExecute(join(dir, 'none'), 'system_reset', 5_000)).rejects.toThrow(/ENOENT/);
});
