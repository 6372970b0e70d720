// An SSH server on loopback for tests, made of ssh2's own Server: real key exchange and login, commands run by a real `sh`
// or by a handler that misbehaves as the test wants. Never used outside tests.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type Connection, type ServerChannel, type ServerConfig, type Session } from 'ssh2';
import type { SshTarget } from '../contract.js';
import type { KeyPair } from './make-key.js';

/** Runs `line` for the channel that `accept` opens; a handler that never accepts leaves the client waiting. */
export type Handler = (line: string, accept: () => ServerChannel, connection: Connection) => void;

export interface TestServer {
  readonly port: number;
  readonly lines: string[];
  readonly connections: Set<Connection>;
  connectionsMade: number;
  handler: Handler;
  /** False leaves every request for a channel unanswered. */
  opensChannels: boolean;
  /** Ends all connections without a word, as a power cut with a fast reset does. */
  drop(): void;
  stop(): Promise<void>;
}

const children = new Set<ChildProcess>();

export const runInShell: Handler = (line, accept) => {
  const channel = accept();
  const child = spawn('/bin/sh', ['-c', line], { stdio: 'pipe' });
  children.add(child);
  channel.pipe(child.stdin);
  child.stdin.on('error', () => {});
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  child.on('close', (code, signal) => {
    children.delete(child);
    if (signal !== null) channel.exit(signal.replace('SIG', ''));
    else channel.exit(code ?? 1);
    channel.end();
  });
};

export async function startServer(options: {
  host: KeyPair;
  algorithms?: ServerConfig['algorithms'];
  user: KeyPair;
  port?: number;
}): Promise<TestServer> {
  const allowed = ssh2.utils.parseKey(options.user.public);
  if (allowed instanceof Error) throw allowed;
  const config: ServerConfig = { hostKeys: [options.host.private] };
  if (options.algorithms !== undefined) config.algorithms = options.algorithms;
  const server = new ssh2.Server(config, (connection) => {
    self.connections.add(connection);
    connection.on('close', () => self.connections.delete(connection));
    connection.on('error', () => {});
    connection.on('authentication', (context) => {
      if (context.method !== 'publickey' || !context.key.data.equals(allowed.getPublicSSH())) return context.reject();
      if (context.signature === undefined || context.blob === undefined) return context.accept();
      if (allowed.verify(context.blob, context.signature) !== true) return context.reject();
      context.accept();
    });
    connection.on('ready', () => {
      self.connectionsMade++;
      connection.on('session', (accept: () => Session) => {
        if (!self.opensChannels) return;
        accept().on('exec', (acceptExec, _reject, info) => {
          self.lines.push(info.command);
          self.handler(info.command, acceptExec, connection);
        });
      });
    });
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const drop = () => {
    for (const connection of self.connections)
      (connection as unknown as { _sock: { destroy(): void } })._sock.destroy();
  };
  const self: TestServer = {
    port: (server.address() as AddressInfo).port,
    lines: [],
    connections: new Set(),
    connectionsMade: 0,
    handler: runInShell,
    opensChannels: true,
    drop,
    stop: async () => {
      drop();
      for (const child of children) child.kill('SIGKILL');
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return self;
}

/** A directory for one test file, with the user's private key in it. */
export function makeHome(user: KeyPair): { readonly path: string; readonly keyFile: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'farside-ssh-'));
  const keyFile = join(path, 'id_ed25519');
  writeFileSync(keyFile, user.private, { mode: 0o600 });
  return { path, keyFile, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export const targetOf = (port: number, keyFile: string, ...hostKeys: string[]): SshTarget => ({
  node: 'n1',
  host: '127.0.0.1',
  port,
  user: 'farside',
  keyFile,
  hostKeys,
});
