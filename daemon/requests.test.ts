// Intake: what can be a request becomes one durable row and an answer; what cannot is rejected in words and writes nothing.
import { describe, expect, it } from 'vitest';
import type { HeldImage } from '#adapters/ports/images.js';
import type { Digest } from '#safety/vocabulary/names.js';
import type { Request } from './api/core.js';
import type { Event } from './events.js';
import { Ledger, parseRow } from './loop/ledger.js';
import { sampleRows } from './loop/sample-rows.js';
import type { RackModel } from './rack-model.js';
import { accept, planned } from './requests.js';

const V1: Digest = `sha256:${'1'.repeat(64)}`;
const V2: Digest = `sha256:${'2'.repeat(64)}`;
const site = { identity: 'spiffe://x/site/1' };

function intakeParts(...before: readonly Event[]) {
  const rows = sampleRows();
  const ledger = new Ledger(rows, () => {});
  if (before.length > 0) ledger.write(...before);
  const model = { rack: 'r', nodes: ['n1', 'n2'].map((id) => ({ id })) } as unknown as RackModel;
  const images = () => new Map([V1, V2].map((digest) => [digest, {} as HeldImage]));
  return { model, ledger, images, rows };
}

function intake(...before: readonly Event[]) {
  const { rows, ...parts } = intakeParts(...before);
  const ask = (request: Request, caller = site) => accept(parts, request, caller);
  return { ask, ledger: parts.ledger, rows };
}

const swap = (more: Partial<Extract<Request, { kind: 'job' }>> = {}): Request => ({
  kind: 'job',
  goal: 'swap',
  node: 'n1',
  image: V2,
  key: 'k1',
  why: '',
  ...more,
});
const requested = (id: string, key: string, node = 'n1'): Event => ({
  kind: 'swap.requested',
  swap: id,
  goal: 'swap',
  node,
  image: V2,
  by: 'x',
  key,
  request: 'other',
  why: '',
});
const entered = (id: string, state: string): Event => ({
  kind: 'swap.entered',
  swap: id,
  node: 'n1',
  state,
  on: 'x',
  why: '',
});
const known = (slot: 'A' | 'B', image: string): Event =>
  ({ kind: 'known-good.recorded', node: 'n1', slot, image, why: '' }) as Event;

describe('intake', () => {
  it('makes a request durable before it answers, named for its row', () => {
    const { ask, rows, ledger } = intake();
    expect(ask(swap())).toEqual({ kind: 'accepted', seq: 1, swap: 's-1', repeated: false });
    const [row] = rows.kept;
    expect(row && parseRow(row).event).toMatchObject({
      kind: 'swap.requested',
      swap: 's-1',
      node: 'n1',
      image: V2,
      by: site.identity,
    });
    expect(ledger.state.jobs.get('s-1')?.phase).toBe('queued');
  });

  it('answers a repeated key with the same swap and writes nothing', () => {
    const { ask, rows } = intake();
    ask(swap());
    expect(ask(swap())).toEqual({ kind: 'accepted', seq: 1, swap: 's-1', repeated: true });
    expect(rows.kept).toHaveLength(1);
  });

  it.each<[string, Partial<Extract<Request, { kind: 'job' }>>]>([
    ['another node', { node: 'n2' }],
    ['another image', { image: V1 }],
    ['another goal', { goal: 'stage' }],
  ])('rejects a key used again for %s', (_what, more) => {
    const { ask, rows } = intake();
    ask(swap());
    expect(ask(swap(more))).toMatchObject({ kind: 'rejected', because: 'key-reused' });
    expect(rows.kept).toHaveLength(1);
  });

  it('rejects a key used again by somebody else', () => {
    const { ask } = intake();
    ask(swap());
    expect(ask(swap(), { identity: 'spiffe://x/operator/eve' })).toMatchObject({ because: 'key-reused' });
  });

  it.each<[string, Request, string, RegExp]>([
    ['an unknown node', swap({ node: 'n9' }), 'not-found', /n9 is not a node of rack r/],
    ['no digest', swap({ image: 'v2' }), 'invalid', /no digest/],
    ['an image that is not held', swap({ image: `sha256:${'9'.repeat(64)}` }), 'not-found', /holds no image/],
    ['a rollback to nowhere', swap({ goal: 'rollback' }), 'invalid', /no former image/],
  ])('rejects %s and writes nothing', (_what, request, because, text) => {
    const { ask, rows } = intake();
    expect(ask(request)).toMatchObject({ kind: 'rejected', because, text: expect.stringMatching(text) });
    expect(rows.kept).toEqual([]);
  });

  it('rejects a swap to the image that is known-good already', () => {
    expect(intake(known('A', V2)).ask(swap())).toMatchObject({
      because: 'invalid',
      text: expect.stringContaining('already'),
    });
  });

  it('rejects a second job on a busy node, naming the first', () => {
    const { ask } = intake(requested('s-1', 'k0'), entered('s-1', 'staging'));
    expect(ask(swap())).toMatchObject({ because: 'busy', text: expect.stringContaining('s-1') });
  });

  it('turns a rollback of a busy node into a wish to turn back', () => {
    const { ask, ledger } = intake(requested('s-1', 'k0'), entered('s-1', 'validating'));
    expect(ask(swap({ goal: 'rollback', key: 'k2' }))).toMatchObject({ kind: 'accepted', swap: 's-1' });
    expect(ledger.state.jobs.get('s-1')?.rollbackAsked).toBe(true);
  });

  it.each(['committing', 'returning'])('says so when it is too late to turn back, in %s', (state) => {
    const { ask, rows } = intake(requested('s-1', 'k0'), entered('s-1', state));
    expect(ask(swap({ goal: 'rollback', key: 'k2' }))).toMatchObject({
      because: 'busy',
      text: expect.stringContaining('past turning back'),
    });
    expect(rows.kept).toHaveLength(2);
  });

  it('plans only what it would accept, in the same words', () => {
    const { model, images, ledger } = intakeParts(requested('s-1', 'k0'));
    expect(planned({ model, images, ledger }, 'n1', V2)).toMatchObject({ because: 'busy' });
    expect(planned({ model, images, ledger }, 'n9', V2)).toMatchObject({ because: 'not-found' });
    expect(planned({ model, images, ledger }, 'n2', V2)).toBe(V2);
  });

  it('rolls back to what the other slot held when it was last known-good', () => {
    const { ask, ledger } = intake(known('A', V1), known('B', V2));
    const answer = ask(swap({ goal: 'rollback' }));
    expect(answer.kind === 'accepted' && ledger.state.jobs.get(answer.swap)?.image).toBe(V1);
  });

  it('takes a person to clear a quarantine, in the same append as the recovery', () => {
    const { ask, ledger } = intake({ kind: 'quarantine.set', node: 'n1', reason: 'lost' });
    ask(swap({ goal: 'recover', key: 'k1' }));
    expect(ledger.state.nodes.get('n1')?.quarantine).toBeDefined();
    const again = intake({ kind: 'quarantine.set', node: 'n1', reason: 'lost' });
    again.ask(swap({ goal: 'recover', key: 'k1', clearQuarantine: true, why: 'I looked' }));
    expect(again.ledger.state.nodes.get('n1')?.quarantine).toBeUndefined();
  });

  it('takes no more than it can judge', () => {
    const many = Array.from({ length: 64 }, (_, index) => requested(`s-${index}`, `k-${index}`, `x${index}`));
    expect(intake(...many).ask(swap())).toMatchObject({ because: 'overloaded' });
  });

  it('stops always, and lifts a stop once', () => {
    const { ask, ledger } = intake();
    expect(ask({ kind: 'stop', why: 'smoke' })).toMatchObject({ kind: 'accepted', repeated: false });
    expect(ask({ kind: 'stop', why: 'again' })).toMatchObject({ kind: 'accepted' });
    expect(ledger.state.stop).toMatchObject({ set: true, why: 'again' });
    expect(ask({ kind: 'resume', why: '' })).toMatchObject({ repeated: false });
    expect(ask({ kind: 'resume', why: '' })).toMatchObject({ repeated: true });
  });
});
