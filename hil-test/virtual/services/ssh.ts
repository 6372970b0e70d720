// The SSH server in front of one node: ed25519 host key, login by public key only, AES-GCM only; commands go to the node's shell.
// Must never accept a password, forward anything, or let a login survive its node's boot.
import { timingSafeEqual } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import type { AuthContext, Connection, ParsedKey, ServerChannel, Session } from 'ssh2';
import type { NodeModel } from '../node/node.js';
import { NodeDied } from '../node/node.js';
import { Shell } from '../shell/shell.js';
import { BrokenPipe, type ByteSink, Pipe } from '../shell/streams.js';
import { Front } from '../wire/front.js';
import type { Link } from '../wire/link.js';
import { interactive } from './terminal.js';

export interface SshOptions {
  readonly host: string;
  readonly link: Link;
  readonly user: string;
  /** Private, OpenSSH format. */
  readonly hostKey: string;
  /** Shown instead while `faults.hostKeyChanged`. */
  readonly otherHostKey: string;
  /** 'ssh-ed25519 AAAA…' of whoever may log in. */
  readonly authorizedKey: string;
}

const CIPHERS = ['aes256-gcm@openssh.com', 'aes128-gcm@openssh.com'] as const;

export class SshEndpoint {
  readonly #node: NodeModel;
  readonly #options: SshOptions;
  readonly #authorized: ParsedKey;
  readonly #servers: Readonly<Record<'true' | 'false', ssh2.Server>>;
  readonly front: Front;
  readonly #forget: () => void;

  constructor(node: NodeModel, options: SshOptions) {
    this.#node = node;
    this.#options = options;
    this.#authorized = parsedKey(options.authorizedKey);
    this.#servers = { false: this.#server(options.hostKey), true: this.#server(options.otherHostKey) };
    this.front = new Front({
      host: options.host,
      link: options.link,
      gate: () => {
        if (node.faults.linkDown || node.faults.sshSilent) return 'silent';
        return node.state === 'up' && node.behaviour !== 'no-ssh' ? 'open' : 'closed';
      },
      // ssh2 asks nothing of a socket that a wire does not have; its types name the class all the same.
      accept: (wire) =>
        this.#servers[node.faults.hostKeyChanged ? 'true' : 'false'].injectSocket(wire as Duplex as Socket),
    });
    // A shutdown lets what is connected finish; whatever else a node turns into, its connections are gone.
    this.#forget = node.onChange(() => {
      if (node.state !== 'up' && node.state !== 'shutting-down') this.front.dropAll();
    });
  }

  listen(): Promise<number> {
    return this.front.listen();
  }
  async close(): Promise<void> {
    this.#forget();
    await this.front.close();
  }

  #server(hostKey: string): ssh2.Server {
    const server = new ssh2.Server({ hostKeys: [hostKey], algorithms: { cipher: [...CIPHERS] }, keepaliveInterval: 0 });
    server.on('connection', (connection) => this.#connection(connection));
    return server;
  }

  #connection(connection: Connection): void {
    const login = new AbortController();
    connection.on('authentication', (context) => this.#authenticate(context));
    connection.on('session', (accept) => this.#session(accept(), login.signal));
    connection.on('close', () => login.abort());
    connection.on('error', () => {});
  }

  #authenticate(context: AuthContext): void {
    const refuse = (): void => {
      if (context.method !== 'none') this.#node.ledger.add({ what: 'login-refused', user: context.username });
      context.reject(['publickey']);
    };
    if (context.method !== 'publickey' || context.username !== this.#options.user) {
      refuse();
      return;
    }
    const key = this.#authorized.getPublicSSH();
    const offered = context.key.data;
    if (context.key.algo !== this.#authorized.type || offered.length !== key.length || !timingSafeEqual(offered, key)) {
      refuse();
      return;
    }
    // Without a signature the client only asks whether this key would do.
    const { signature, blob } = context;
    if (
      signature !== undefined &&
      (blob === undefined || this.#authorized.verify(blob, signature, context.hashAlgo) !== true)
    )
      refuse();
    else context.accept();
  }

  #session(session: Session, login: AbortSignal): void {
    let terminal = false;
    session.on('pty', (accept) => {
      terminal = true;
      accept?.();
    });
    session.on('env', (_accept, reject) => reject?.());
    session.on('exec', (accept, _reject, { command }) => {
      this.#node.ledger.add({ what: 'exec', command });
      void this.#run(accept(), login, (shell, streams) => shell.run(command, streams));
    });
    session.on('shell', (accept) => {
      const { id } = this.#node;
      void this.#run(accept(), login, (shell, streams) =>
        interactive(shell, streams, { prompt: `${id}:~# `, terminal }),
      );
    });
  }

  /** A lost login ends a command's input and breaks its output, and does not kill it: sshd without a terminal is no different. */
  async #run(channel: ServerChannel, login: AbortSignal, body: Body): Promise<void> {
    const life = this.#node.running?.life.signal ?? AbortSignal.abort();
    const closed = new AbortController();
    channel.on('close', () => closed.abort());
    channel.on('error', () => {});
    const lost = AbortSignal.any([login, closed.signal, life]);
    // Every command and every write that waits listens for these ends: many at once are no leak.
    setMaxListeners(0, life, lost);
    const stdin = inputOf(channel, lost);
    const streams = { stdin, stdout: outputOf(channel, lost), stderr: outputOf(channel.stderr, lost) };
    const death = deathOf(life, this.#node.id);
    try {
      const status = await Promise.race([body(new Shell(this.#node, life), streams), death.promise]);
      if (!lost.aborted) channel.exit(status);
    } catch (error) {
      if (!(error instanceof NodeDied) && !(error instanceof BrokenPipe) && !lost.aborted) {
        channel.stderr.write(
          `the model of ${this.#node.id} failed: ${error instanceof Error ? error.message : String(error)}\n`,
        );
        channel.exit(255);
      }
    } finally {
      death.forget();
      stdin.stop();
      channel.end();
    }
  }
}

type Body = (shell: Shell, streams: { stdin: Pipe; stdout: ByteSink; stderr: ByteSink }) => Promise<number>;

function parsedKey(text: string): ParsedKey {
  const parsed = ssh2.utils.parseKey(text);
  if (parsed instanceof Error) throw new Error(`the key that may log in is not an SSH public key: ${parsed.message}`);
  return parsed;
}

/** Rejects when the boot ends. Forgotten with its command: a node that is up for long runs many. */
function deathOf(life: AbortSignal, id: string): { readonly promise: Promise<never>; forget(): void } {
  let forget = (): void => {};
  const promise = new Promise<never>((_resolve, reject) => {
    const died = (): void => reject(new NodeDied(id));
    if (life.aborted) died();
    else life.addEventListener('abort', died, { once: true });
    forget = () => life.removeEventListener('abort', died);
  });
  // Raced against a command; once that has won, nobody hears of a later death.
  promise.catch(() => {});
  return { promise, forget };
}

function inputOf(channel: ServerChannel, lost: AbortSignal): Pipe {
  const pipe = new Pipe();
  channel.on('data', (chunk: Buffer) => {
    if (lost.aborted) return;
    channel.pause();
    pipe.write(chunk).then(
      () => channel.resume(),
      // Nobody reads any more: the rest is thrown away, as a real shell would let it.
      () => channel.resume(),
    );
  });
  channel.on('end', () => pipe.end());
  lost.addEventListener('abort', () => pipe.end(), { once: true });
  return pipe;
}

function outputOf(stream: NodeJS.WritableStream, lost: AbortSignal): ByteSink {
  return {
    write: (data) =>
      new Promise((resolve, reject) => {
        const gone = (): void => reject(new BrokenPipe());
        if (lost.aborted) {
          gone();
          return;
        }
        lost.addEventListener('abort', gone, { once: true });
        stream.write(Buffer.from(data as Buffer), () => {
          lost.removeEventListener('abort', gone);
          resolve();
        });
      }),
    end: () => {},
  };
}
