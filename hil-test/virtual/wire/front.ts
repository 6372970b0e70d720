// The TCP port of one node's service. It stays bound for as long as the rack lives, so that no other process can take it while the node
// is down; a node that is down resets whoever connects. Must never answer for a node, nor keep a connection after close().
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { type Link, Wire } from './link.js';

/** `closed`: nobody listens. `silent`: the connection is accepted and nothing ever comes. */
export type Gate = 'open' | 'closed' | 'silent';

export interface FrontOptions {
  readonly host: string;
  readonly port?: number;
  readonly gate: () => Gate;
  readonly link: Link;
  readonly accept: (wire: Wire) => void;
}

const CONNECTIONS_MAX = 256;

export class Front {
  readonly #options: FrontOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(options: FrontOptions) {
    this.#options = options;
    this.#server = createServer({ pauseOnConnect: true }, (socket) => this.#connected(socket));
    this.#server.maxConnections = CONNECTIONS_MAX;
  }

  async listen(): Promise<number> {
    this.#server.listen(this.#options.port ?? 0, this.#options.host);
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  /** Every connection ends now, without a word. */
  dropAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    this.dropAll();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #connected(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    const gate = this.#options.gate();
    if (gate === 'closed') socket.resetAndDestroy();
    else if (gate === 'open') this.#options.accept(new Wire(socket, this.#options.link));
    // Read and thrown away, so that a client that gives up is noticed.
    else socket.resume();
  }
}
