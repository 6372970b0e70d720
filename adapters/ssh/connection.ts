// The one place that makes SSH connections: pinned host key, AES-GCM only, public key login only, a time-out on every step.
// It never logs in anywhere that it was not told the key of, and never falls back to weaker algorithms (G-23).
import { connect as connectTcp, type Socket } from 'node:net';
import { type Algorithms, Client } from 'ssh2';
import type { SshTarget } from './contract.js';
import { checkHostKey, type HostKeyCheck } from './host-key.js';
import { readSecretFile } from './secret-file.js';

const CONNECT_TIMEOUT_MS = 5_000;
const KEEPALIVE_MS = 1_000;
/** A node that writes a slot may stall for seconds; a lost connection must still be noticed before a short swap step ends. */
const KEEPALIVES_MISSED_MAX = 5;
const CLOSE_WAIT_MS = 1_000;

/** GCM has no Terrapin (that needs ChaCha20 or CBC with EtM); ssh2 cannot insist on strict key exchange, so only GCM is offered. */
const ALGORITHMS: Algorithms = {
  kex: ['curve25519-sha256', 'curve25519-sha256@libssh.org'],
  serverHostKey: ['ssh-ed25519'],
  cipher: ['aes256-gcm@openssh.com', 'aes128-gcm@openssh.com'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com'],
  compress: ['none'],
};

export interface Connection {
  readonly client: Client;
  isAlive(): boolean;
  /** Why it was lost, in words; undefined while it is alive. */
  lostBecause(): string | undefined;
  /** Calls back once, after ssh2 has told every open channel. */
  onLost(listener: () => void): () => void;
  destroy(why: string): void;
  end(): Promise<void>;
}

export type Connected =
  | { readonly kind: 'connected'; readonly connection: Connection }
  | { readonly kind: 'silent' | 'strange'; readonly text: string };

export const nameOf = (target: SshTarget): string => `node ${target.node} (${target.host}:${target.port})`;

interface Ssh2Error extends Error {
  level?: string;
  code?: string | number;
}

/** What kept a connection from coming up: silence (nobody there, or gone again), or something that is not the node as we know it. */
function explain(target: SshTarget, check: HostKeyCheck, error: Ssh2Error): Connected {
  const name = nameOf(target);
  const silent = (text: string): Connected => ({ kind: 'silent', text: `${name} ${text}` });
  const strange = (text: string): Connected => ({ kind: 'strange', text: `${name} ${text}` });
  const turnedAway = check.turnedAway();
  if (turnedAway !== undefined) {
    return strange(
      `shows the host key ${turnedAway}, which is none of the ${target.hostKeys.length} pinned for it: it may be another machine. ` +
        'If its key was changed on purpose, add the new key to the configuration.',
    );
  }
  if (error.level === 'client-socket') return silent(`cannot be reached (${error.code ?? error.message}).`);
  if (error.level === 'client-timeout') return silent('did not complete the SSH handshake in time.');
  if (error.message === 'Connection lost before handshake')
    return silent('closed the connection before the login was complete.');
  if (error.level === 'client-authentication') {
    return strange(`refuses to let user ${target.user} in with the key in ${target.keyFile}.`);
  }
  if (error.level === 'handshake') {
    return strange(
      `and Farside agree on no SSH handshake (${error.message}); it must offer curve25519, ssh-ed25519 and AES-GCM.`,
    );
  }
  return strange(`does not speak SSH as expected (${error.message}).`);
}

function track(client: Client, socket: Socket): Connection {
  let why: string | undefined;
  let lost: string | undefined;
  const listeners = new Set<() => void>();
  socket.once('close', () => {
    lost = why ?? 'the other side closed it';
    // ssh2 tells its channels in its own 'close' handler; whoever waits here wants to hear after them.
    setImmediate(() => {
      for (const listener of [...listeners]) listener();
      listeners.clear();
    });
  });
  const destroy = (text: string) => {
    why ??= text;
    socket.destroy();
  };
  return {
    client,
    isAlive: () => lost === undefined && why === undefined && socket.writable && !socket.readableEnded,
    lostBecause: () => lost,
    onLost: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    destroy,
    end: () =>
      new Promise((resolve) => {
        if (socket.closed) return resolve();
        const timer = setTimeout(() => destroy('it was closed by Farside'), CLOSE_WAIT_MS);
        socket.once('close', () => {
          clearTimeout(timer);
          resolve();
        });
        why ??= 'it was closed by Farside';
        client.end();
      }),
  };
}

/** Connects and logs in once. Never rejects. `abort` ends an attempt that is under way, not a connection that is up. */
export async function connect(target: SshTarget, pins: readonly Buffer[], abort: AbortSignal): Promise<Connected> {
  const secret = readSecretFile(target.keyFile, `The SSH key for ${nameOf(target)}`);
  if (secret.kind === 'unreadable') return { kind: 'strange', text: secret.text };
  try {
    return await logIn(target, checkHostKey(pins), secret.bytes, abort);
  } finally {
    secret.bytes.fill(0);
  }
}

function logIn(target: SshTarget, check: HostKeyCheck, privateKey: Buffer, abort: AbortSignal): Promise<Connected> {
  const timeoutMs = target.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
  // The socket is ours and not ssh2's: its own destroy() leaves a half-closed socket open.
  const socket = connectTcp({ host: target.host, port: target.port, noDelay: true });
  const client = new Client();
  const connection = track(client, socket);
  return new Promise((resolve) => {
    const finish = (connected: Connected) => {
      clearTimeout(timer);
      abort.removeEventListener('abort', onAbort);
      resolve(connected);
    };
    const fail = (error: Ssh2Error) => {
      connection.destroy(error.message);
      finish(explain(target, check, error));
    };
    const onAbort = () => {
      connection.destroy('closed by Farside');
      finish({ kind: 'silent', text: `${nameOf(target)}: connecting was ended by Farside.` });
    };
    const timer = setTimeout(() => {
      fail(Object.assign(new Error(`no login within ${timeoutMs} ms`), { level: 'client-timeout' }));
    }, timeoutMs);
    abort.addEventListener('abort', onAbort, { once: true });
    // These stay for the life of the connection: ssh2 reports errors more than once, and one without a listener ends the process.
    socket.on('error', () => {});
    client.on('error', fail);
    client.on('close', () => fail(Object.assign(new Error('connection closed'), { level: 'closed' })));
    client.on('ready', () => finish({ kind: 'connected', connection }));
    if (abort.aborted) return onAbort();
    try {
      client.connect({
        sock: socket,
        username: target.user,
        privateKey,
        authHandler: ['publickey'],
        hostVerifier: check.verify,
        algorithms: ALGORITHMS,
        readyTimeout: 0,
        keepaliveInterval: target.keepaliveMs ?? KEEPALIVE_MS,
        keepaliveCountMax: KEEPALIVES_MISSED_MAX,
      });
      client.setNoDelay(true);
    } catch (error) {
      // ssh2 parses the key here; its message tells the format, never the content.
      connection.destroy('the key cannot be used');
      const reason = (error as Error).message;
      finish({
        kind: 'strange',
        text: `The SSH key for ${nameOf(target)} cannot be used: ${target.keyFile}: ${reason}.`,
      });
    }
  });
}
