// The service that a node runs, as its probe sees it: GET /health, on the node's own port, with the running image's error rate and latency.
// Must never answer while the node is down, and never better than the image behaves.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { seededChance } from '../bmc/faults.js';
import type { NodeModel } from '../node/node.js';
import { Front } from '../wire/front.js';
import type { Link } from '../wire/link.js';

export interface HealthAnswer {
  readonly status: number;
  readonly body: object;
}

const BASE = { errorRate: 0.002, latencyMs: 10 };
const SLOW_FACTOR = 1.5;
const ERRORS_ADDED = 0.03;
/** Measurements differ a little from one to the next: 2 % either way. */
const NOISE = 0.02;

/** A number between 0 and 1, the same sequence for the same seed. */
export function seededNumber(seed: number): () => number {
  const below = seededChance(seed);
  return () => {
    let value = 0;
    for (let bit = 0.5; bit > 1 / 1024; bit /= 2) if (below(0.5)) value += bit;
    return value;
  };
}

export function healthOf(node: NodeModel, random: () => number): HealthAnswer {
  const image = node.running?.header?.version ?? 'unknown';
  if (node.isDrained()) return { status: 503, body: { status: 'draining', image } };
  if (node.behaviour === 'unhealthy')
    return { status: 503, body: { status: 'fail', image, reason: 'application self-test failed' } };
  const noisy = (value: number): number => Number((value * (1 + (random() * 2 - 1) * NOISE)).toPrecision(4));
  const errorRate = noisy(BASE.errorRate + (node.behaviour === 'errors' ? ERRORS_ADDED : 0));
  const latencyMs = noisy(BASE.latencyMs * (node.behaviour === 'slow' ? SLOW_FACTOR : 1));
  return { status: 200, body: { status: 'ok', image, metrics: { errorRate, latencyMs } } };
}

export class HealthEndpoint {
  readonly #server: Server;
  readonly front: Front;

  constructor(node: NodeModel, options: { readonly host: string; readonly link: Link; readonly seed: number }) {
    const random = seededNumber(options.seed);
    this.#server = createServer((request, response) => answer(node, random, request, response));
    this.#server.on('clientError', (_error, socket) => socket.destroy());
    this.front = new Front({
      host: options.host,
      link: options.link,
      gate: () => (node.faults.linkDown ? 'silent' : node.state === 'up' ? 'open' : 'closed'),
      accept: (wire) => this.#server.emit('connection', wire),
    });
  }

  listen(): Promise<number> {
    return this.front.listen();
  }
  async close(): Promise<void> {
    await this.front.close();
    this.#server.closeAllConnections();
  }
}

function answer(node: NodeModel, random: () => number, request: IncomingMessage, response: ServerResponse): void {
  const known = request.method === 'GET' && request.url === '/health';
  const { status, body } = known ? healthOf(node, random) : { status: 404, body: { error: 'only GET /health' } };
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  });
  response.end(text);
}
