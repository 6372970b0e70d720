// K11: what a service stands on is whole before it goes, and a leader goes last.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { decide } from '../kernel.js';
import { healthyRack, MINUTE_MS, NEW, seen, withDown, withNode } from '../sample-facts.js';
import type { DataView } from '../vocabulary/evidence.js';
import type { Facts, GroupFacts, NodeFacts } from '../vocabulary/facts.js';
import { ALLOWED, type Asked, inState, kindsAsking, problemsOf, reasonsBy, type Refusal } from './sample-questions.js';
import { placesIn, placesReached } from './places-reached.js';

vi.mock('./rule.js', async (load) => (await import('./places-reached.js')).watched(await load()));

const RACK = healthyRack(8);
const withGroup = (facts: Facts, change: Partial<GroupFacts>): Facts => ({
  ...facts,
  groups: facts.groups.map((group) => (group.id === 'g1' ? { ...group, ...change } : group)),
});
const telling = (facts: Facts, id: string, role: DataView['role'], ageMs = 1000): Facts =>
  withNode(facts, id, { data: seen({ role, replica: 'in-sync' }, 'ssh', ageMs) });
/** g1 stands on g2. */
const STANDS = withGroup(RACK, { after: ['g2'] });
/** g1 keeps data, and n1 leads it. */
const LED = ['n2', 'n3', 'n4'].reduce(
  (facts, id) => telling(facts, id, 'follower'),
  telling(withGroup(RACK, { data: {} }), 'n1', 'leader'),
);
const upgraded = (facts: Facts, ...ids: string[]): Facts =>
  ids.reduce((now, id) => withNode(now, id, { knownGood: { slot: 'B', image: NEW } }), facts);
const drain = (facts: Facts): Asked => ({ facts, action: { kind: 'drain', node: 'n1', image: NEW } });
const begin = (facts: Facts): Asked => ({ facts, action: { kind: 'begin', node: 'n1', image: NEW } });

const REFUSALS: readonly Refusal[] = [
  {
    name: 'a member of the group below is down',
    asked: drain(withDown(STANDS, 'n6')),
    says: /Group g1 stands on group g2, which is not done: n6: its service fails/,
    holders: ['n6'],
  },
  {
    name: 'a swap of the group below waits for its turn',
    asked: begin(inState(STANDS, 'staged', 'n5')),
    says: /not done: n5: swap-of-n5 has it in staged/,
    holders: ['n5'],
  },
  {
    name: 'a group below that nobody described',
    asked: begin(withGroup(RACK, { after: ['g9'] })),
    says: /stands on group g9, of which nothing is known/,
  },
  {
    name: 'a member below that nobody knows',
    asked: begin({ ...STANDS, groups: STANDS.groups.map((g) => (g.id === 'g2' ? { ...g, members: ['n99'] } : g)) }),
    says: /n99: nothing is known of it/,
    holders: ['n99'],
  },
  {
    name: 'the leader before any follower',
    asked: begin(LED),
    says: /n1 leads group g1 and goes last: n2, n3, n4 do not run the image yet/,
    holders: ['n2', 'n3', 'n4'],
  },
  {
    name: 'the leader before the last follower',
    asked: drain(upgraded(LED, 'n2', 'n4')),
    says: /goes last: n3 does not run/,
    holders: ['n3'],
  },
  {
    name: 'a node that has not told whether it leads',
    asked: drain(withNode(LED, 'n1', { data: undefined })),
    says: /Nobody has seen lately whether n1 leads group g1/,
  },
  {
    name: 'a node that told it too long ago',
    asked: drain(telling(LED, 'n1', 'follower', MINUTE_MS)),
    says: /Nobody has seen lately/,
  },
];

const PASSES: readonly { readonly name: string; readonly asked: Asked }[] = [
  { name: 'a group below that is whole', asked: drain(STANDS) },
  { name: 'a group below that stages only', asked: drain(withNode(STANDS, 'n5', { underway: staging() })) },
  { name: 'trouble in a group that it does not stand on', asked: drain(withDown(RACK, 'n6')) },
  { name: 'a follower', asked: drain(telling(telling(LED, 'n1', 'follower'), 'n2', 'leader')) },
  { name: 'the leader after all followers', asked: drain(upgraded(LED, 'n2', 'n3', 'n4')) },
  {
    name: 'a drained node that tells nothing any more',
    asked: { facts: withNode(LED, 'n1', { data: undefined }), action: ALLOWED['reboot-once'].action },
  },
];

function staging(): NonNullable<NodeFacts['underway']> {
  return { swap: 's', state: 'staging', takesOut: false, startOrdered: false };
}

describe('K11', () => {
  it.each(REFUSALS)('refuses: $name', (refusal) => {
    expect(problemsOf('K11', refusal)).toEqual([]);
  });
  it.each(PASSES)('has nothing against: $name', ({ asked }) => {
    expect(reasonsBy('K11', asked)).toEqual([]);
  });
  it('is asked for exactly these actions', () => {
    expect(kindsAsking('K11')).toEqual(['begin', 'drain', 'reboot-once']);
  });
  it('lets a group that stands on another go, and the kernel agrees', () => {
    expect(decide(STANDS, ALLOWED.drain.action).kind).toBe('allow');
  });
  it('reaches every objection of its source with a test', () => {
    const source = readFileSync(new URL('./k11-order.ts', import.meta.url), 'utf8');
    expect(placesReached('k11-order.ts')).toBe(placesIn(source));
  });
});
