// K12: the data of a group survives the member that is taken out.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { decide } from '../kernel.js';
import { healthyRack, MINUTE_MS, NEW, seen, withNode } from '../sample-facts.js';
import type { DataView } from '../vocabulary/evidence.js';
import type { Facts } from '../vocabulary/facts.js';
import { ALLOWED, type Asked, kindsAsking, problemsOf, reasonsBy, type Refusal } from './sample-questions.js';
import { placesIn, placesReached } from './places-reached.js';

vi.mock('./rule.js', async (load) => (await import('./places-reached.js')).watched(await load()));

const HOUR_MS = 60 * MINUTE_MS;
const telling = (facts: Facts, id: string, change: Partial<DataView> = {}, ageMs = 1000): Facts =>
  withNode(facts, id, { data: seen({ role: 'follower', replica: 'in-sync', ...change }, 'ssh', ageMs) });
const stateful = (backupAgeMaxMs?: number): Facts => {
  const rack = healthyRack(8);
  const data = backupAgeMaxMs === undefined ? {} : { backupAgeMaxMs };
  const facts = {
    ...rack,
    groups: rack.groups.map((group) => (group.id === 'g1' ? { ...group, data } : group)),
  };
  return ['n1', 'n3', 'n4'].reduce((now, id) => telling(now, id), telling(facts, 'n2', { role: 'leader' }));
};
const WHOLE = stateful();
const drain = (facts: Facts): Asked => ({ facts, action: { kind: 'drain', node: 'n1', image: NEW } });
const rebootOnce = (facts: Facts): Asked => ({ facts, action: ALLOWED['reboot-once'].action });

const REFUSALS: readonly Refusal[] = [
  {
    name: 'another replica that is behind',
    asked: drain(telling(WHOLE, 'n3', { replica: 'behind' })),
    says: /replicas of group g1 are not proven in sync: n3: it is behind/,
    holders: ['n3'],
  },
  {
    name: 'another replica that does not tell',
    asked: drain(withNode(WHOLE, 'n4', { data: undefined })),
    says: /n4: it has not told lately/,
    holders: ['n4'],
  },
  {
    name: 'another replica that told too long ago, also once the node is drained',
    asked: rebootOnce(telling(WHOLE, 'n4', {}, MINUTE_MS)),
    says: /n4: it has not told lately/,
  },
  {
    name: 'nobody leads',
    asked: drain(telling(WHOLE, 'n2')),
    says: /No member of group g1 says that it leads/,
    counts: { now: 0, after: 0, limit: 1 },
  },
  {
    name: 'two that lead',
    asked: drain(telling(WHOLE, 'n3', { role: 'leader' })),
    says: /n2 and n3 each say that they lead group g1/,
    holders: ['n2', 'n3'],
    counts: { now: 2, after: 2, limit: 1 },
  },
  {
    name: 'a drained node that still leads alone',
    asked: rebootOnce(telling(telling(WHOLE, 'n2'), 'n1', { role: 'leader' })),
    says: /No member of group g1 says that it leads/,
  },
  {
    name: 'no backup',
    asked: drain(stateful(HOUR_MS)),
    says: /n1 has no backup; group g1 asks for one of at most 1.0 h/,
  },
  {
    name: 'a backup that is too old',
    asked: drain(telling(stateful(HOUR_MS), 'n1', { backupAgeMs: 2 * HOUR_MS })),
    says: /n1 has a backup that is 2.0 h old/,
  },
  {
    name: 'a backup from the future',
    asked: drain(telling(stateful(HOUR_MS), 'n1', { backupAgeMs: -1 })),
    says: /n1 has no backup/,
  },
  {
    name: 'a node that has not told of its backup',
    asked: drain(withNode(stateful(HOUR_MS), 'n1', { data: undefined })),
    says: /n1 has not told lately how old its backup is/,
  },
];

const PASSES: readonly { readonly name: string; readonly asked: Asked }[] = [
  { name: 'a whole group', asked: drain(WHOLE) },
  { name: 'a group that keeps no data', asked: drain(healthyRack(8)) },
  { name: 'a node that is behind itself', asked: drain(telling(WHOLE, 'n1', { replica: 'behind' })) },
  {
    name: 'a backup exactly as old as it may be',
    asked: drain(telling(stateful(HOUR_MS), 'n1', { backupAgeMs: HOUR_MS })),
  },
  {
    name: 'a drained node that tells nothing',
    asked: rebootOnce(withNode(stateful(HOUR_MS), 'n1', { data: undefined })),
  },
];

describe('K12', () => {
  it.each(REFUSALS)('refuses: $name', (refusal) => {
    expect(problemsOf('K12', refusal)).toEqual([]);
  });
  it.each(PASSES)('has nothing against: $name', ({ asked }) => {
    expect(reasonsBy('K12', asked)).toEqual([]);
  });
  it('is asked for exactly these actions', () => {
    expect(kindsAsking('K12')).toEqual(['begin', 'drain', 'reboot-once']);
  });
  it('lets a member of a whole group go, and the kernel agrees', () => {
    expect(decide(WHOLE, ALLOWED.drain.action).kind).toBe('allow');
  });
  it('reaches every objection of its source with a test', () => {
    const source = readFileSync(new URL('./k12-data.ts', import.meta.url), 'utf8');
    expect(placesReached('k12-data.ts')).toBe(placesIn(source));
  });
});
