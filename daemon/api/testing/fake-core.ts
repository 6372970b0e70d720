// A core in memory for tests of the edge: it remembers what it was asked, and keeps rows that a stream can follow. Used by tests only.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChannelCredentials, type ClientOptions, credentials, type ServiceError } from '@grpc/grpc-js';
import { Health, RackSupervisor, type rack } from '#proto/contract.js';
import { type DevPki, ensureDevPki, type Identity, type PairFiles } from '#tools/pki/index.js';
import type { Caller, IntakeAnswer, RackCore, Request } from '../core.js';
import { type Api, type ApiOptions, startApi } from '../index.js';

export class FakeCore implements RackCore {
  readonly asked: { request: Request; caller: Caller }[] = [];
  readonly bodies: string[] = [];
  answer: (request: Request) => IntakeAnswer = () => ({ kind: 'accepted', seq: 1, swap: 's-1', repeated: false });
  isHealthy = true;
  reads = 0;
  readonly #listeners = new Set<() => void>();

  append(...bodies: string[]): void {
    this.bodies.push(...bodies);
    for (const listener of this.#listeners) listener();
  }
  get listeners(): number {
    return this.#listeners.size;
  }
  accept(request: Request, caller: Caller): IntakeAnswer {
    this.asked.push({ request, caller });
    return this.answer(request);
  }
  rack(): rack.GetRackResponseInit {
    return { rack: 'rack-07', logSeq: this.bodies.length };
  }
  swap(id: string): rack.SwapInit | undefined {
    if (id === 'explodes') throw new Error('SECRET /var/lib/farside/log.db is on fire');
    return id === 's-1' ? { id, node: 'n01' } : undefined;
  }
  plan(node: string): ReturnType<RackCore['plan']> {
    if (node === 'n99') return { kind: 'rejected', because: 'not-found', text: 'there is no node n99' };
    const reason = { rule: 'K04', text: 'too few', holders: ['n02'], remedy: 'wait' };
    return { verdict: { allowed: false, reasons: [reason], rules: ['K04'] } };
  }
  #page<T>(fromSeq: number, limit: number, make: (body: string, seq: number) => T): T[] {
    this.reads += 1;
    return this.bodies.slice(fromSeq - 1, fromSeq - 1 + limit).map((body, at) => make(body, fromSeq + at));
  }
  rows(fromSeq: number, limit: number): readonly rack.LogRowInit[] {
    return this.#page(fromSeq, limit, (body, seq) => ({ seq, body, hash: 'ab', previousHash: 'cd' }));
  }
  events(fromSeq: number, limit: number): readonly rack.EventInit[] {
    return this.#page(fromSeq, limit, (body, seq) => ({ seq, kind: 'row', body }));
  }
  headSeq(): number {
    return this.bodies.length;
  }
  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  healthy(): boolean {
    return this.isHealthy;
  }
}

export const IDENTITIES: Identity[] = [
  { kind: 'site', name: 'base-1' },
  { kind: 'operator', name: 'viewer' },
  { kind: 'operator', name: 'stranger' },
];

/** An API on loopback with a PKI of its own, and clients for it. */
export class TestEdge {
  readonly core = new FakeCore();
  readonly logged: unknown[] = [];
  readonly directory = mkdtempSync(join(tmpdir(), 'fs-api-'));
  pki!: DevPki;
  api!: Api;
  readonly #clients: { close(): void }[] = [];

  options(): ApiOptions {
    const note = (...words: unknown[]) => void this.logged.push(words);
    return {
      core: this.core,
      log: { error: note, warn: note, info: note },
      slowReaderMs: 700,
      healthPollMs: 20,
      config: {
        listen: '127.0.0.1:0',
        trustDomain: 'moon.example',
        tls: { certificate: this.pki.rack.certificate, key: this.pki.rack.key, clientCa: this.pki.ca },
        grants: [
          { identity: 'spiffe://moon.example/site/base-1', roles: ['look', 'start', 'resume'] },
          { identity: 'spiffe://moon.example/operator/viewer', roles: ['look'] },
        ],
        sockets: { look: join(this.directory, 'run/look.sock'), act: join(this.directory, 'run/act.sock') },
      },
    };
  }
  async start(): Promise<void> {
    const options = { trustDomain: 'moon.example', rack: 'rack-07', identities: IDENTITIES };
    this.pki = await ensureDevPki(join(this.directory, 'pki'), options);
    this.api = await startApi(this.options());
  }
  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.api.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
  files(name: string): PairFiles {
    const found = this.pki.identities.find((each) => each.name === name);
    if (found === undefined) throw new Error(`no identity ${name}`);
    return found;
  }
  as(name: string): ChannelCredentials {
    const { certificate, key } = this.files(name);
    return this.with(readFileSync(certificate), readFileSync(key));
  }
  with(certificate?: Buffer, key?: Buffer): ChannelCredentials {
    return credentials.createSsl(readFileSync(this.pki.ca), key ?? null, certificate ?? null);
  }
  client(how: ChannelCredentials = this.as('base-1'), address = this.api.address, options: ClientOptions = {}) {
    const client = new RackSupervisor(address, how, options);
    this.#clients.push(client);
    return client;
  }
  socket(door: 'look' | 'act') {
    return this.client(credentials.createInsecure(), `unix:${join(this.directory, `run/${door}.sock`)}`);
  }
  health(how: ChannelCredentials = this.as('base-1')) {
    const client = new Health(this.api.address, how);
    this.#clients.push(client);
    return client;
  }
}

type Unary<Q, A> = (
  request: Q,
  options: { deadline: number },
  callback: (error: ServiceError | null, answer: A) => void,
) => unknown;

/** A call's answer, or its status code and details. */
export function ask<Q, A>(client: object, method: Unary<Q, A>, request: Q): Promise<{ answer: A } | ServiceError> {
  return new Promise((resolve) => {
    method.call(client, request, { deadline: Date.now() + 10_000 }, (error, answer) => resolve(error ?? { answer }));
  });
}
