// The Kubernetes drain against an API over real TLS: budgets are honoured, a cordon of somebody else stays, a lost answer is unknown, and the
// token shows up nowhere. Waiting is counted, not slept.
import { chmodSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimMint } from '#safety/clearance.js';
import { kubernetesApi, kubernetesDrain } from '../index.js';
import { FakeApi, TOKEN } from './testing/fake-api.js';

const mint = claimMint();
const IMAGE = `sha256:${'0'.repeat(64)}` as const;
const toDrain = () => mint({ kind: 'drain', node: 'n1', image: IMAGE });
const toUndrain = () => mint({ kind: 'undrain', node: 'n1' });
const CORDON = 'PATCH /api/v1/nodes/w1';
const EVICT = 'POST /api/v1/namespaces/default/pods/app/eviction';

let fake: FakeApi;
beforeEach(async () => {
  fake = await FakeApi.start();
});
afterEach(() => fake.close());

function drainOf(options: { deadlineMs?: number; rack?: string; server?: string } = {}) {
  const waits: number[] = [];
  const { server, ca, tokenFile } = fake;
  const drain = kubernetesDrain({
    node: 'n1',
    worker: 'w1',
    rack: options.rack ?? 'rack-07',
    api: kubernetesApi({ server: options.server ?? server, ca, tokenFile, callDeadlineMs: 20_000 }),
    deadlineMs: options.deadlineMs ?? 60_000,
    pause: async (ms) => void waits.push(ms),
  });
  return { drain, waits };
}
const app = { name: 'app', owner: 'ReplicaSet' };

describe('the Kubernetes drain', () => {
  it('cordons under its mark, evicts what is load, sees it gone, and lifts its own cordon', async () => {
    fake.pods = [
      { ...app, lingers: 2 },
      { name: 'log-agent', owner: 'DaemonSet' },
      { name: 'kube-proxy-w1', annotations: { 'kubernetes.io/config.mirror': 'x' } },
      { name: 'done', owner: 'Job', phase: 'Succeeded' },
    ];
    const { drain } = drainOf();
    expect(await drain.look()).toEqual({ kind: 'seen', value: 'loaded' });
    expect(await drain.drain(toDrain())).toEqual({ kind: 'done', value: undefined });
    expect(fake.worker).toEqual({ unschedulable: true, annotations: { 'farside.dev/drained-by': 'rack-07' } });
    expect(fake.calls.filter((call) => call.startsWith('POST')).every((call) => call === EVICT)).toBe(true);
    expect(await drain.look()).toEqual({ kind: 'seen', value: 'drained' });
    expect(await drain.undrain(toUndrain())).toEqual({ kind: 'done', value: undefined });
    expect(fake.worker).toEqual({ unschedulable: false, annotations: {} });
    expect(await drain.look()).toEqual({ kind: 'seen', value: 'loaded' });
  });

  it('asks again after 429, no sooner than it is told', async () => {
    fake.pods = [{ ...app, evictions: [{ status: 429 }, { status: 429, retryAfter: '7' }] }];
    const { drain, waits } = drainOf();
    expect(await drain.drain(toDrain())).toMatchObject({ kind: 'done' });
    expect(waits.slice(0, 2)).toEqual([1000, 7000]);
  });

  it('gives up at its deadline, and names what held it', async () => {
    fake.pods = [{ ...app, evictions: Array.from({ length: 1000 }, () => ({ status: 429 })) }];
    const outcome = await drainOf({ deadlineMs: 1 }).drain.drain(toDrain());
    expect(outcome).toMatchObject({
      kind: 'failed',
      text: expect.stringMatching(
        /default\/app did not leave in time \(a disruption budget holds default\/app: .*budget/,
      ),
    });
  });

  it('stops at 500: no waiting satisfies two budgets', async () => {
    fake.pods = [{ ...app, evictions: [{ status: 500 }] }];
    const { drain, waits } = drainOf();
    expect(await drain.drain(toDrain())).toMatchObject({
      kind: 'failed',
      text: expect.stringContaining('more than one disruption budget'),
    });
    expect(waits).toEqual([]);
  });

  it('stops when it may not evict', async () => {
    fake.pods = [{ ...app, evictions: [{ status: 403, body: { message: 'pods/eviction is forbidden' } }] }];
    expect(await drainOf().drain.drain(toDrain())).toMatchObject({
      kind: 'failed',
      text: expect.stringContaining('pods/eviction is forbidden'),
    });
  });

  it('takes a pod that is gone already for gone', async () => {
    fake.pods = [{ ...app, evictions: [{ status: 404 }], lingers: 0 }];
    const { drain } = drainOf();
    // After the 404 the fake still lists it once; the second eviction is carried out.
    expect(await drain.drain(toDrain())).toMatchObject({ kind: 'done' });
  });

  it('reads every page of pods', async () => {
    fake.pageLimit = 2;
    fake.pods = Array.from({ length: 7 }, (_, at) => ({ name: `app-${at}`, owner: 'ReplicaSet' }));
    expect(await drainOf().drain.drain(toDrain())).toMatchObject({ kind: 'done' });
    expect(fake.calls.filter((call) => call.startsWith('POST')).length).toBe(7);
  });

  it('leaves a cordon of somebody else as it is, before and after', async () => {
    fake.worker.unschedulable = true;
    fake.pods = [{ ...app }];
    const { drain } = drainOf();
    expect(await drain.drain(toDrain())).toMatchObject({ kind: 'done' });
    expect(await drain.undrain(toUndrain())).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('was cordoned by somebody else: kubectl uncordon w1'),
    });
    expect(fake.calls.some((call) => call.startsWith('PATCH'))).toBe(false);
  });

  it('does not lift the cordon of another rack', async () => {
    Object.assign(fake.worker, { unschedulable: true, annotations: { 'farside.dev/drained-by': 'rack-08' } });
    expect(await drainOf().drain.undrain(toUndrain())).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('by rack rack-08'),
    });
    expect(fake.worker.unschedulable).toBe(true);
  });

  it('has nothing to lift where nothing is cordoned', async () => {
    expect(await drainOf().drain.undrain(toUndrain())).toMatchObject({ kind: 'done' });
    expect(fake.calls.some((call) => call.startsWith('PATCH'))).toBe(false);
  });

  it('does not know what became of a change whose answer was lost', async () => {
    fake.faults.set(CORDON, 'cut');
    fake.pods = [{ ...app }];
    expect(await drainOf().drain.drain(toDrain())).toMatchObject({ kind: 'unknown' });
    expect(fake.worker.unschedulable).toBe(true);
  });

  it('goes on after an eviction whose answer was lost: what counts is what is seen', async () => {
    fake.faults.set(EVICT, 'cut');
    fake.pods = [{ ...app }];
    expect(await drainOf().drain.drain(toDrain())).toMatchObject({ kind: 'done' });
  });

  it.each([
    [{ status: 403, body: { message: 'nodes is forbidden' } }, 'refused'],
    [{ status: 500, body: {} }, 'unknown'],
  ] as const)('tells a cordon that was refused from one that may have happened (%#)', async (fault, kind) => {
    fake.faults.set(CORDON, fault);
    expect(await drainOf().drain.drain(toDrain())).toMatchObject({ kind });
  });

  it.each([
    [
      'GET /api/v1/nodes',
      { status: 404, body: { message: 'nodes "w1" not found' } },
      /status 404, nodes "w1" not found/,
    ],
    ['GET /api/v1/nodes', { status: 200, body: { kind: 'Status' } }, /the API's answer is not a node/],
  ] as const)('changes nothing when it cannot see the worker (%#)', async (call, fault, words) => {
    fake.faults.set(call, fault);
    const { drain } = drainOf();
    expect(await drain.look()).toMatchObject({ kind: 'strange', text: expect.stringMatching(words) });
    expect(await drain.drain(toDrain())).toMatchObject({ kind: 'failed' });
    expect(fake.worker.unschedulable).toBe(false);
  });

  it('takes no half list of pods for an empty one', async () => {
    fake.worker.unschedulable = true;
    fake.faults.set('GET /api/v1/pods', { status: 200, body: { items: [{ metadata: {} }] } });
    expect(await drainOf().drain.look()).toMatchObject({ kind: 'strange' });
  });

  it('is silent when nobody answers, and nothing was sent', async () => {
    const { drain } = drainOf({ server: 'https://127.0.0.1:1' });
    expect(await drain.look()).toMatchObject({ kind: 'silent' });
    expect(await drain.drain(toDrain())).toMatchObject({
      kind: 'failed',
      text: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('never shows its token: not when it is refused, not when its file is open to others', async () => {
    const told: string[] = [];
    fake.faults.set('GET /api/v1/nodes', { status: 401, body: { message: 'Unauthorized' } });
    const { drain } = drainOf();
    told.push(JSON.stringify(await drain.look()), JSON.stringify(await drain.drain(toDrain())));
    chmodSync(fake.tokenFile, 0o644);
    const open = await drain.look();
    told.push(JSON.stringify(open));
    expect(open).toMatchObject({ kind: 'silent', text: expect.stringContaining('may be read by others') });
    expect(told.join()).not.toContain(TOKEN);
  });

  it('is not asked over plain HTTP, nor of a server that nobody vouches for', async () => {
    const { ca, tokenFile } = fake;
    const options = { ca, tokenFile, callDeadlineMs: 20_000 };
    expect(() => kubernetesApi({ ...options, server: 'http://127.0.0.1:1' })).toThrow(/https/);
    const other = await FakeApi.start();
    try {
      const api = kubernetesApi({ ...options, server: other.server });
      expect(await api({ method: 'GET', path: '/api/v1/nodes/w1' })).toMatchObject({ kind: 'not-sent' });
      expect(other.calls).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('acts on nothing without a clearance for exactly that', async () => {
    const { drain } = drainOf();
    await expect(drain.drain(toUndrain())).rejects.toThrow(/clearance/);
    expect(fake.calls).toEqual([]);
  });
});
