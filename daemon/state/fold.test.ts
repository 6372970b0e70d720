// The fold on small logs: what each event changes, what cannot follow, and that replaying gives the same state as living through it (G-22).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../events.js';
import { apply } from './fold.js';
import { activeJobOf, emptyState, type RackState, runningJobs } from './state.js';

const V1 = `sha256:${'1'.repeat(64)}` as const;
const V2 = `sha256:${'2'.repeat(64)}` as const;

function folded(...events: readonly Event[]): RackState {
  const state = emptyState();
  events.forEach((event, index) => {
    apply(state, { seq: index + 1, at: { monoMs: 1000 * (index + 1), boot: 'b' }, event });
  });
  return state;
}

const requested: Event = {
  kind: 'swap.requested',
  swap: 's-1',
  goal: 'swap',
  node: 'n1',
  image: V2,
  by: 'me',
  key: 'k1',
  request: 'r1',
  why: '',
};
const enters = (state: string, more: object = {}): Event => ({
  kind: 'swap.entered',
  swap: 's-1',
  node: 'n1',
  state,
  on: 'x',
  why: 'because',
  ...more,
});
const opens = (intent: string, action: Extract<Event, { kind: 'intent.opened' }>['action']): Event => ({
  kind: 'intent.opened',
  intent,
  swap: 's-1',
  node: 'n1',
  action,
  rules: ['K01'],
});
const closes = (intent: string, outcome: 'done' | 'refused' | 'failed' | 'unknown'): Event => ({
  kind: 'intent.closed',
  intent,
  swap: 's-1',
  node: 'n1',
  outcome,
  text: '',
});
const STAGE = { kind: 'stage', node: 'n1', image: V2, slot: 'B' } as const;

describe('fold', () => {
  it('follows a swap from request to end', () => {
    const state = folded(requested, enters('preflight'), enters('staging', { target: 'B', bootId: 'boot-1' }));
    expect(activeJobOf(state, 'n1')).toMatchObject({
      phase: 'running',
      state: 'staging',
      target: 'B',
      bootId: 'boot-1',
      moves: 2,
    });
    expect(state.keys.get('k1')).toEqual({ request: 'r1', swap: 's-1', seq: 1 });
    const ended = folded(requested, enters('preflight'), enters('fell-back'));
    expect(runningJobs(ended)).toEqual([]);
    expect(ended.jobs.get('s-1')).toMatchObject({ phase: 'ended', endedSeq: 3 });
  });

  it('counts a node as single-slot from the intent to write until the slot was read back', () => {
    const writing = [requested, enters('preflight'), enters('staging', { target: 'B' }), opens('i-4', STAGE)];
    expect(folded(...writing).nodes.get('n1')?.singleSlot).toBe(true);
    expect(folded(...writing, closes('i-4', 'done')).nodes.get('n1')?.singleSlot).toBe(true);
    expect(folded(...writing, closes('i-4', 'unknown')).nodes.get('n1')?.singleSlot).toBe(true);
    expect(folded(...writing, closes('i-4', 'refused')).nodes.get('n1')?.singleSlot).toBe(false);
    expect(folded(...writing, closes('i-4', 'done'), enters('staged')).nodes.get('n1')?.singleSlot).toBe(false);
  });

  it('keeps the former known-good until its slot is written over', () => {
    const known = (slot: 'A' | 'B', image: typeof V1): Event => ({
      kind: 'known-good.recorded',
      node: 'n1',
      slot,
      image,
      why: '',
    });
    const committed = [known('A', V1), known('B', V2), requested];
    expect(folded(...committed).nodes.get('n1')).toMatchObject({
      knownGood: { slot: 'B' },
      former: { slot: 'A', image: V1 },
    });
    expect(
      folded(...committed.slice(0, 2), { ...requested }, opens('i-4', { ...STAGE, slot: 'A' })).nodes.get('n1')?.former,
    ).toBeUndefined();
  });

  it('remembers power actions and ladder rungs by when they were', () => {
    const state = folded(requested, enters('recovering'), {
      ...opens('i-3', { kind: 'power', node: 'n1', how: 'cycle' }),
      rung: 'power-cycle',
    } as Event);
    expect(state.nodes.get('n1')?.powerActions).toEqual([{ monoMs: 3000, boot: 'b' }]);
    expect(state.jobs.get('s-1')?.rungs).toEqual([{ name: 'power-cycle', at: { monoMs: 3000, boot: 'b' } }]);
    expect([...state.open.keys()]).toEqual(['i-3']);
  });

  it('adds up how long the service was down, and nothing across boots of the rack', () => {
    const service = (text: string): Event => ({ kind: 'node.observed', node: 'n1', what: 'service', text });
    const state = folded(
      requested,
      enters('draining'),
      service('failing: 503'),
      service('failing: still'),
      service('serving'),
    );
    expect(state.jobs.get('s-1')?.downMs).toBe(2000);
    const crossed = emptyState();
    [requested, enters('draining'), service('failing: 503')].forEach((event, index) => {
      apply(crossed, { seq: index + 1, at: { monoMs: 1000, boot: 'b' }, event });
    });
    apply(crossed, { seq: 4, at: { monoMs: 9000, boot: 'another' }, event: service('serving') });
    expect(crossed.jobs.get('s-1')?.downMs).toBe(0);
  });

  it('sets and lifts stop and quarantine', () => {
    const set: Event = { kind: 'stop.set', by: 'crew', why: 'smoke' };
    expect(folded(set).stop).toEqual({ set: true, by: 'crew', why: 'smoke' });
    expect(folded(set, { kind: 'stop.cleared', by: 'crew', why: '' }).stop).toEqual({ set: false });
    const quarantined: Event = { kind: 'quarantine.set', node: 'n1', reason: 'lost' };
    expect(folded(quarantined).nodes.get('n1')?.quarantine).toEqual({ reason: 'lost' });
    expect(
      folded(quarantined, { kind: 'quarantine.cleared', node: 'n1', by: 'x', why: '' }).nodes.get('n1')?.quarantine,
    ).toBeUndefined();
  });

  it.each<[string, readonly Event[]]>([
    ['an event of a swap that nobody requested', [enters('preflight')]],
    ['a swap requested twice', [requested, requested]],
    ['an outcome without an intent', [requested, closes('i-9', 'done')]],
    ['an intent closed twice', [requested, opens('i-2', STAGE), closes('i-2', 'done'), closes('i-2', 'done')]],
  ])('refuses a log with %s', (_what, events) => {
    expect(() => folded(...events)).toThrow();
  });

  it('refuses a gap', () => {
    expect(() => apply(emptyState(), { seq: 2, at: { monoMs: 0, boot: 'b' }, event: requested })).toThrow(
      /cannot follow/,
    );
  });

  it('is the same from the start or in two parts', () => {
    const story = [
      requested,
      enters('preflight'),
      enters('staging', { target: 'B' }),
      opens('i-4', STAGE),
      closes('i-4', 'done'),
      enters('staged'),
    ];
    fc.assert(
      fc.property(fc.nat(story.length), (cut) => {
        const parts = emptyState();
        const feed = (events: readonly Event[], from: number) => {
          events.forEach((event, index) => {
            apply(parts, { seq: from + index + 1, at: { monoMs: 1000 * (from + index + 1), boot: 'b' }, event });
          });
        };
        feed(story.slice(0, cut), 0);
        feed(story.slice(cut), cut);
        expect(parts).toEqual(folded(...story));
      }),
    );
  });
});
