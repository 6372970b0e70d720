// The edge with real gRPC clients: who gets in, who may do what, what a bad request is told, and that a huge one changes nothing (G-25).
import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issue, type Leaf, makeCa, type Pair } from '#tools/pki/certificates.js';
import { METHOD_ROLES } from './access.js';
import { identityOf } from './identity.js';
import { startApi } from './index.js';
import { ask, TestEdge } from './testing/fake-core.js';

const IMAGE = `sha256:${'ab'.repeat(32)}`;
const edge = new TestEdge();
beforeAll(() => edge.start());
afterAll(() => edge.stop());
beforeEach(() => {
  edge.core.asked.length = 0;
  edge.logged.length = 0;
  edge.core.answer = () => ({ kind: 'accepted', seq: 7, swap: 's-7', repeated: false });
});

const getRack = (how: Parameters<TestEdge['client']>[0]) => {
  const client = edge.client(how);
  return ask(client, client.getRack, {});
};

describe('client certificates', () => {
  const leaf: Leaf = { name: 'x', identity: 'spiffe://moon.example/site/base-1', use: 'client' };
  const now = new Date();
  const ours = (): Pair => ({
    certificate: readFileSync(edge.pki.ca, 'utf8'),
    key: readFileSync(join(edge.directory, 'pki/ca.key'), 'utf8'),
  });
  const as = (pair: Pair) => edge.with(Buffer.from(pair.certificate), Buffer.from(pair.key));
  const issued = async (changes: Partial<Leaf>) => as(await issue(ours(), { ...leaf, ...changes }, { now, days: 1 }));

  it('none: no connection', async () => {
    expect(await getRack(edge.with())).toMatchObject({ code: status.UNAVAILABLE });
  });
  it('of another CA: no connection', async () => {
    const other = await makeCa('another', { now, days: 1 });
    expect(await getRack(as(await issue(other, leaf, { now, days: 1 })))).toMatchObject({ code: status.UNAVAILABLE });
  });
  it('expired: no connection', async () => {
    const past = new Date(now.getTime() - 10 * 86_400_000);
    expect(await getRack(as(await issue(ours(), leaf, { now: past, days: 1 })))).toMatchObject({
      code: status.UNAVAILABLE,
    });
  });
  it.each([
    [
      'another trust domain',
      { identity: 'spiffe://mars.example/site/base-1' },
      /not of the trust domain moon\.example/,
    ],
    [
      'a trust domain that only begins like ours',
      { identity: 'spiffe://moon.example.evil/site/base-1' },
      /not of the trust/,
    ],
    ['no scheme of ours', { identity: 'https://moon.example/site/base-1' }, /not of the form spiffe/],
    ['a path with tricks', { identity: 'spiffe://moon.example/site/%2e%2e/base-1' }, /not of the form/],
    [
      'an identity without roles',
      { identity: 'spiffe://moon.example/operator/stranger' },
      /may not call GetRack: grant it the role "look"/,
    ],
  ])('%s: refused in words', async (_what, changes, words) => {
    const answer = await getRack(await issued(changes));
    expect(answer).toMatchObject({ code: status.PERMISSION_DENIED, details: expect.stringMatching(words) });
  });
  it('right: served', async () => {
    expect(await getRack(edge.as('base-1'))).toMatchObject({ answer: { rack: 'rack-07' } });
    expect(await getRack(await issued({}))).toMatchObject({ answer: { rack: 'rack-07' } });
  });
  it('names are read strictly', () => {
    const nobody = (names: string) => expect(identityOf(names, 'moon.example').kind, names).toBe('nobody');
    nobody('');
    nobody('DNS:spiffe://moon.example/site/a');
    nobody('URI:spiffe://moon.example/site/a, URI:spiffe://moon.example/site/b');
    nobody('URI:spiffe://moon.example/site/a, URI:https://x');
    nobody('DNS:"x, URI:spiffe://moon.example/site/a"');
    nobody('URI:spiffe://moon.example/');
    nobody('URI:spiffe://MOON.example/site/a');
    expect(identityOf('DNS:localhost, URI:spiffe://moon.example/rack/r1', 'moon.example')).toEqual({
      kind: 'known',
      identity: 'spiffe://moon.example/rack/r1',
    });
  });
});

describe('roles', () => {
  const request = {
    node: 'n01',
    image: IMAGE,
    idempotencyKey: 'k',
    why: 'because',
    id: 's-1',
    clearQuarantine: false,
  };
  type Calls = Record<string, (...args: never[]) => unknown>;
  const UNARY = Object.keys(METHOD_ROLES).filter((name) => !['Health', 'WatchRack', 'ExportLog'].includes(name));

  async function allowedFor(client: ReturnType<TestEdge['client']>): Promise<string[]> {
    const allowed: string[] = [];
    for (const name of UNARY) {
      const answer = await ask(client, (client as unknown as Calls)[name] as never, request);
      if ('answer' in answer) allowed.push(name);
      else expect(answer.code, name).toBe(status.PERMISSION_DENIED);
    }
    return allowed.sort();
  }
  const LOOK = ['EmergencyStop', 'GetRack', 'GetSwap', 'PlanSwap'];
  const ALL = [...UNARY].sort();

  it.each([
    ['an identity with all roles', () => edge.client(), ALL, 'spiffe://moon.example/site/base-1'],
    ['an identity that may look', () => edge.client(edge.as('viewer')), LOOK, 'spiffe://moon.example/operator/viewer'],
    [
      'an identity with no role: it may stop',
      () => edge.client(edge.as('stranger')),
      ['EmergencyStop'],
      'spiffe://moon.example/operator/stranger',
    ],
    ['the socket to look', () => edge.socket('look'), LOOK, 'unix:look'],
    ['the socket to act', () => edge.socket('act'), ALL, 'unix:act'],
  ])('%s', async (_who, client, allowed, identity) => {
    expect(await allowedFor(client())).toEqual(allowed);
    for (const { caller } of edge.core.asked) expect(caller).toEqual({ identity });
    expect(edge.core.asked.length).toBe(allowed.filter((name) => !/^(Get|Plan)/.test(name)).length);
  });

  it('streams ask for the role to look', async () => {
    const stream = edge.client(edge.as('stranger')).watchRack({ fromSeq: 0 });
    const [error] = (await once(stream, 'error')) as [{ code: number }];
    expect(error.code).toBe(status.PERMISSION_DENIED);
  });
});

describe('requests', () => {
  it('become what the core is asked', async () => {
    const client = edge.client();
    await ask(client, client.stageImage, { node: 'n01', image: IMAGE, idempotencyKey: 'k1' });
    await ask(client, client.startSwap, { node: 'n01', image: IMAGE, idempotencyKey: 'k2' });
    await ask(client, client.rollback, { node: 'n02', idempotencyKey: 'k3', why: 'slow' });
    await ask(client, client.recover, { node: 'n03', idempotencyKey: 'k4', clearQuarantine: true, why: 'repaired' });
    await ask(client, client.emergencyStop, { why: 'smoke' });
    const last = await ask(client, client.resume, { why: 'no smoke' });
    expect(last).toEqual({ answer: { seq: 7, swapId: 's-7', repeated: false } });
    expect(edge.core.asked.map(({ request }) => request)).toEqual([
      { kind: 'job', goal: 'stage', node: 'n01', image: IMAGE, key: 'k1', why: '' },
      { kind: 'job', goal: 'swap', node: 'n01', image: IMAGE, key: 'k2', why: '' },
      { kind: 'job', goal: 'rollback', node: 'n02', key: 'k3', why: 'slow' },
      { kind: 'job', goal: 'recover', node: 'n03', key: 'k4', why: 'repaired', clearQuarantine: true },
      { kind: 'stop', why: 'smoke' },
      { kind: 'resume', why: 'no smoke' },
    ]);
  });

  const good = { node: 'n01', image: IMAGE, idempotencyKey: 'k' };
  it.each([
    ['no node', { ...good, node: '' }, /^node: expected a name/],
    ['a node with tricks', { ...good, node: '../n01' }, /^node: expected/],
    ['a digest cut short', { ...good, image: IMAGE.slice(0, -1) }, /^image: expected sha256:/],
    ['a digest in capitals', { ...good, image: IMAGE.toUpperCase() }, /^image: /],
    ['no key', { ...good, idempotencyKey: '' }, /^idempotencyKey: expected 1 to 128/],
    ['a key too long', { ...good, idempotencyKey: 'k'.repeat(129) }, /^idempotencyKey: /],
    ['a key of two lines', { ...good, idempotencyKey: 'a\nb' }, /^idempotencyKey: /],
    [
      'everything wrong at once',
      { node: 'N', image: 'x', idempotencyKey: '' },
      /^node: .*; image: .*; idempotencyKey: /,
    ],
  ])('with %s are refused by the name of the field', async (_what, request, words) => {
    const client = edge.client();
    expect(await ask(client, client.startSwap, request)).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringMatching(words),
    });
    expect(edge.core.asked).toEqual([]);
  });

  it('a reason is at most 1000 characters on one line; a stop is never refused for it', async () => {
    const client = edge.client();
    for (const why of ['x'.repeat(1001), 'two\nlines', '\u001b[2Jgone']) {
      const resume = await ask(client, client.resume, { why });
      expect(resume).toMatchObject({ code: status.INVALID_ARGUMENT, details: expect.stringMatching(/^why: /) });
      expect(await ask(client, client.emergencyStop, { why })).toHaveProperty('answer');
    }
    expect(edge.core.asked.map(({ request }) => request.why)).toEqual(['x'.repeat(1000), 'two lines', ' [2Jgone']);
  });

  it.each([
    ['not-found', status.NOT_FOUND],
    ['invalid', status.INVALID_ARGUMENT],
    ['key-reused', status.ALREADY_EXISTS],
    ['busy', status.FAILED_PRECONDITION],
    ['overloaded', status.RESOURCE_EXHAUSTED],
  ] as const)('rejected as %s', async (because, code) => {
    edge.core.answer = () => ({ kind: 'rejected', because, text: 'in words' });
    const client = edge.client();
    expect(await ask(client, client.startSwap, good)).toMatchObject({ code, details: 'in words' });
  });

  it('a refusal by the kernel is an answer', async () => {
    const client = edge.client();
    const plan = await ask(client, client.planSwap, { node: 'n01', image: IMAGE });
    expect(plan).toMatchObject({
      answer: { verdict: { allowed: false, reasons: [{ rule: 'K04', holders: ['n02'] }] } },
    });
    expect(await ask(client, client.planSwap, { node: 'n99', image: IMAGE })).toMatchObject({ code: status.NOT_FOUND });
    expect(await ask(client, client.getSwap, { id: 's-2' })).toMatchObject({ code: status.NOT_FOUND });
  });

  it('a failure inside tells nothing but where to look it up', async () => {
    const client = edge.client();
    const answer = await ask(client, client.getSwap, { id: 'explodes' });
    const details = (answer as { details: string }).details;
    expect(answer).toMatchObject({ code: status.INTERNAL });
    expect(details).not.toMatch(/SECRET|log\.db|at /);
    const reference = /under ([0-9a-f]{8})$/.exec(details)?.[1];
    expect(JSON.stringify(edge.logged)).toContain(reference);
    expect(await ask(client, client.getSwap, { id: 's-1' })).toMatchObject({ answer: { node: 'n01' } });
  });

  it('of 100 MB are refused, change nothing, and leave the connection of others alone', async () => {
    const huge = edge.client(edge.as('base-1'), edge.api.address, { 'grpc.max_send_message_length': -1 });
    const why = 'x'.repeat(100 * 1024 * 1024);
    expect(await ask(huge, huge.emergencyStop, { why })).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    expect(edge.core.asked).toEqual([]);
    expect(await getRack(edge.as('viewer'))).toHaveProperty('answer');
  });
});

describe('sockets', () => {
  const path = (door: string) => join(edge.directory, 'run', `${door}.sock`);
  const listen = async (at: string): Promise<Server> => {
    const server = createServer().listen(at);
    await once(server, 'listening');
    return server;
  };
  const elsewhere = (name: string) => {
    const options = edge.options();
    const at = join(edge.directory, name, 'look.sock');
    const sockets = { look: at, act: join(edge.directory, name, 'act.sock') };
    return { at, options: { ...options, config: { ...options.config, sockets } } };
  };

  it('are for their owner and group, in a directory for them', () => {
    for (const door of ['look', 'act']) expect(statSync(path(door)).mode & 0o7777).toBe(0o660);
    expect(statSync(join(edge.directory, 'run')).mode & 0o7777).toBe(0o750);
  });

  it('take the place of a stale file, and go with their server', async () => {
    const { at, options } = elsewhere('b');
    const first = await startApi(options);
    await expect(startApi(options)).rejects.toThrow(`another process answers on the socket ${at}`);
    expect(existsSync(at)).toBe(true);
    await first.close();
    expect(existsSync(at)).toBe(false);
    // What a killed process leaves: a socket that nobody listens on.
    const stale = join(edge.directory, 'b', 's');
    const server = await listen(stale);
    const { renameSync } = await import('node:fs');
    renameSync(stale, at);
    server.close();
    await once(server, 'close');
    expect(statSync(at).isSocket()).toBe(true);
    const second = await startApi(options);
    const client = edge.client((await import('@grpc/grpc-js')).credentials.createInsecure(), `unix:${at}`);
    expect(await ask(client, client.getRack, {})).toHaveProperty('answer');
    client.close();
    await second.close();
  });

  it('never take the place of a file, and never stand where others can write', async () => {
    const { at, options } = elsewhere('c');
    const api = await startApi(options);
    await api.close();
    writeFileSync(at, 'precious');
    await expect(startApi(options)).rejects.toThrow('is not a socket');
    expect(readFileSync(at, 'utf8')).toBe('precious');
    rmSync(at);
    chmodSync(join(edge.directory, 'c'), 0o777);
    await expect(startApi(options)).rejects.toThrow('run chmod o-w on it');
    chmodSync(join(edge.directory, 'c'), 0o750);
    const group = {
      ...options,
      config: { ...options.config, sockets: { ...options.config.sockets, group: 'no-such' } },
    };
    await expect(startApi(group)).rejects.toThrow('there is no group "no-such"');
  });

  it('an address in use is an error in words, and nothing stays open', async () => {
    const { at, options } = elsewhere('d');
    const taken = { ...options, config: { ...options.config, listen: edge.api.address } };
    await expect(startApi(taken)).rejects.toThrow(`cannot listen on ${edge.api.address}`);
    expect(existsSync(at)).toBe(false);
  });
});
