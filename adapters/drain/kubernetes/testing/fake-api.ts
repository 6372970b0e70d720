// A Kubernetes API as far as a drain sees it, over real TLS: one worker, pods, disruption budgets, evictions that take their time. Written from
// the API's documentation; no cluster is in it. It must never be kinder than the real one: no token, no answer.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDevPki } from '#tools/pki/index.js';

export const TOKEN = 'canary-token-7f3a';

export interface FakePod {
  readonly name: string;
  readonly namespace?: string;
  readonly owner?: string;
  readonly annotations?: Record<string, string>;
  readonly phase?: string;
  /** How each next eviction is answered; 201 once they are used up. */
  evictions?: { status: number; retryAfter?: string; body?: object }[];
  /** Looks at the list until a pod that was evicted is gone. */
  lingers?: number;
  going?: boolean;
}

export class FakeApi {
  readonly worker = { unschedulable: false, annotations: {} as Record<string, string> };
  pods: FakePod[] = [];
  /** `METHOD path` of every call that had the token. */
  readonly calls: string[] = [];
  /** Overrides the answer to a call whose `METHOD path` begins like that; `cut` drops the connection after carrying it out. */
  readonly faults = new Map<string, { status: number; body?: object } | 'cut'>();
  pageLimit = 1000;
  readonly #server: Server;
  readonly #dir: string;
  readonly ca: Buffer;
  readonly tokenFile: string;
  server = '';

  private constructor(server: Server, dir: string, ca: Buffer) {
    this.#server = server;
    this.#dir = dir;
    this.ca = ca;
    this.tokenFile = join(dir, 'token');
    writeFileSync(this.tokenFile, `${TOKEN}\n`, { mode: 0o600 });
  }

  static async start(): Promise<FakeApi> {
    const dir = mkdtempSync(join(tmpdir(), 'farside-k8s-'));
    const { ca, rack } = await ensureDevPki(join(dir, 'pki'), {
      trustDomain: 'k8s.example',
      rack: 'api',
      identities: [],
    });
    const server = createServer({ cert: readFileSync(rack.certificate), key: readFileSync(rack.key) });
    const api = new FakeApi(server, dir, readFileSync(ca));
    server.on('request', (request, response) => api.#hear(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    api.server = `https://127.0.0.1:${(server.address() as { port: number }).port}`;
    return api;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.#dir, { recursive: true, force: true });
  }

  #hear(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const reply = (status: number, body: object, headers: Record<string, string> = {}): void => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
      };
      if (request.headers.authorization !== `Bearer ${TOKEN}`) return reply(401, { message: 'Unauthorized' });
      const call = `${request.method} ${request.url}`;
      this.calls.push(call);
      const fault = [...this.faults].find(([begins]) => call.startsWith(begins))?.[1];
      if (fault !== undefined && fault !== 'cut') return reply(fault.status, fault.body ?? { message: 'a fault' });
      const text = Buffer.concat(chunks).toString('utf8');
      this.#serve(call, text === '' ? {} : JSON.parse(text), (...answer) =>
        fault === 'cut' ? request.socket.destroy() : reply(...answer),
      );
    });
  }

  #serve(
    call: string,
    body: Record<string, unknown>,
    reply: (s: number, b: object, h?: Record<string, string>) => void,
  ) {
    const url = new URL(call.slice(call.indexOf(' ') + 1), 'https://x');
    if (call.startsWith('GET /api/v1/nodes/w1')) return reply(200, this.#node());
    if (call.startsWith('PATCH /api/v1/nodes/w1')) {
      const { metadata, spec } = body as {
        metadata: { annotations: Record<string, string | null> };
        spec: { unschedulable: boolean | null };
      };
      this.worker.unschedulable = spec.unschedulable === true;
      for (const [key, value] of Object.entries(metadata.annotations)) {
        if (value === null) delete this.worker.annotations[key];
        else this.worker.annotations[key] = value;
      }
      return reply(200, this.#node());
    }
    if (call.startsWith('GET /api/v1/pods')) {
      if (url.searchParams.get('fieldSelector') !== 'spec.nodeName=w1') return reply(400, { message: 'which node?' });
      return reply(200, this.#page(url));
    }
    const [, namespace, name] = /^POST \/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/eviction$/.exec(call) ?? [];
    const pod = this.pods.find((one) => one.name === name && (one.namespace ?? 'default') === namespace);
    if (pod === undefined) return reply(404, { message: 'not found' });
    const next = pod.evictions?.shift();
    if (next !== undefined)
      return reply(
        next.status,
        next.body ?? { message: 'Cannot evict pod as it would violate the pod\n disruption budget.' },
        next.retryAfter === undefined ? {} : { 'retry-after': next.retryAfter },
      );
    pod.going = true;
    reply(201, { kind: 'Status', status: 'Success' });
  }

  #node() {
    const { unschedulable, annotations } = this.worker;
    return { kind: 'Node', metadata: { annotations }, spec: unschedulable ? { unschedulable } : {} };
  }

  #page(url: URL) {
    const from = Number(url.searchParams.get('continue') ?? 0);
    if (from === 0) {
      this.pods = this.pods.filter((pod) => !(pod.going === true && (pod.lingers ?? 0) <= 0));
      for (const pod of this.pods) if (pod.going === true) pod.lingers = (pod.lingers ?? 0) - 1;
    }
    const limit = Math.min(Number(url.searchParams.get('limit') ?? 500), this.pageLimit);
    const rest = this.pods.length > from + limit ? { continue: String(from + limit) } : {};
    return {
      metadata: rest,
      items: this.pods.slice(from, from + limit).map((pod) => ({
        metadata: {
          name: pod.name,
          namespace: pod.namespace ?? 'default',
          annotations: pod.annotations ?? {},
          ...(pod.owner === undefined ? {} : { ownerReferences: [{ kind: pod.owner, controller: true }] }),
        },
        status: { phase: pod.phase ?? 'Running' },
      })),
    };
  }
}
