// K04: N+1 others proven serving, and only one member out or single-slot at a time. Off by one here is a room without air.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { decide, rulesFor } from '../kernel.js';
import {
  healthyRack,
  seen,
  withBmc,
  withDeadMan,
  withDown,
  withFailingService,
  withHost,
  withNode,
} from '../sample-facts.js';
import type { Facts, NodeFacts } from '../vocabulary/facts.js';
import { TOWARDS_SAFE_END } from './rule.js';
import {
  ALLOWED,
  type Asked,
  askWith,
  inState,
  problemsOf,
  RACK,
  reasonsBy,
  type Refusal,
} from './sample-questions.js';
import { placesIn, placesReached } from './places-reached.js';

vi.mock('./rule.js', async (load) => (await import('./places-reached.js')).watched(await load()));

const REFUSALS: readonly Refusal[] = [
  {
    name: 'begin with one of three others not proven serving',
    asked: askWith('begin', (facts) => withNode(facts, 'n2', { service: undefined })),
    says: /Group g1 \(life-critical\) needs 3 other members .*N=2.*n1 may go; 2 of 3 are. n2: no fresh answer/,
    holders: ['n2'],
    counts: { now: 3, after: 2, limit: 3 },
  },
  {
    name: 'stage with one of three others not proven serving',
    asked: askWith('stage', (facts) => withNode(facts, 'n2', { service: undefined })),
    says: /Group g1 \(life-critical\) needs 3 other members .*N=2.*n1 may go; 2 of 3 are. n2: no fresh answer/,
    holders: ['n2'],
    counts: { now: 3, after: 2, limit: 3 },
  },
  {
    name: 'drain with one of three others not proven serving',
    asked: askWith('drain', (facts) => withNode(facts, 'n2', { service: undefined })),
    says: /Group g1 \(life-critical\) needs 3 other members .*N=2.*n1 may go; 2 of 3 are. n2: no fresh answer/,
    holders: ['n2'],
    counts: { now: 3, after: 2, limit: 3 },
  },
  {
    name: 'reboot-once with one of three others not proven serving',
    asked: askWith('reboot-once', (facts) => withNode(facts, 'n2', { service: undefined })),
    says: /Group g1 \(life-critical\) needs 3 other members .*N=2.*n1 may go; 2 of 3 are. n2: no fresh answer/,
    holders: ['n2'],
    counts: { now: 2, after: 2, limit: 3 },
  },
  {
    name: 'arm with one of three others not proven serving',
    asked: askWith('arm', (facts) => withNode(facts, 'n2', { service: undefined })),
    says: /Group g1 \(life-critical\) needs 3 other members .*N=2.*n1 may go; 2 of 3 are. n2: no fresh answer/,
    holders: ['n2'],
    counts: { now: 2, after: 2, limit: 3 },
  },
  {
    name: 'reboot with one of three others not proven serving',
    asked: askWith('reboot', (facts) => withNode(facts, 'n2', { service: undefined })),
    says: /Group g1 \(life-critical\) needs 3 other members .*N=2.*n1 may go; 2 of 3 are. n2: no fresh answer/,
    holders: ['n2'],
    counts: { now: 2, after: 2, limit: 3 },
  },
  {
    name: 'two others down',
    asked: askWith('drain', (facts) => withDown(withFailingService(facts, 'n2'), 'n3')),
    says: /n2: its service fails .* n3: /,
    holders: ['n2', 'n3'],
    counts: { now: 2, after: 1, limit: 3 },
  },
  {
    name: 'stale evidence of another',
    asked: askWith('drain', (facts) => withHost(facts, 'n2', {}, facts.limits.evidenceAgeMaxMs + 1)),
    says: /n2: no fresh look at its host/,
  },
  {
    name: 'evidence from the future',
    asked: askWith('drain', (facts) => withHost(facts, 'n2', {}, -1)),
    says: /n2: no fresh look/,
  },
  {
    name: 'another whose BMC contradicts it',
    asked: askWith('drain', (facts) => withBmc(facts, 'n2', { power: 'off' })),
    says: /n2: its BMC says that it is switched off, which contradicts/,
  },
  {
    name: 'another seen by one source only',
    asked: askWith('drain', (facts) =>
      withNode(facts, 'n2', { service: seen({ kind: 'serving', forMs: 1 }, 'ssh'), bmc: undefined }),
    ),
    says: /one source only/,
  },
  {
    name: 'another that is not trusted',
    asked: askWith('drain', (facts) =>
      withNode(facts, 'n2', { host: seen({ kind: 'strange', text: 'other host key' }, 'ssh') }),
    ),
    says: /not trusted .other host key/,
  },
  {
    name: 'a member nobody knows',
    asked: askWith('drain', (facts) => ({
      ...facts,
      groups: [{ id: 'g9', lifeCritical: false, needed: 1, members: ['n1', 'n2', 'n99'] }],
    })),
    says: /Group g9 needs 2 .*n99: nothing is known of it/,
    holders: ['n99'],
  },
  {
    name: 'a member that is listed twice to make up the number',
    asked: askWith('drain', (facts) => ({
      ...facts,
      groups: [{ id: 'g9', lifeCritical: false, needed: 2, members: ['n1', 'n2', 'n2', 'n3'] }],
    })),
    says: /2 of 2 are/,
  },
  {
    name: 'another that a swap is about to take out',
    asked: askWith('drain', (facts) => inState(facts, 'preflight', 'n2')),
    says: /Only one member of group g1 at a time: n2 .swap-of-n2 has it in preflight/,
    holders: ['n2'],
    counts: { now: 1, after: 2, limit: 1 },
  },
  {
    name: 'another that is drained',
    asked: askWith('drain', (facts) => inState(facts, 'draining', 'n2')),
    says: /n2: swap-of-n2 has it in draining/,
  },
  {
    name: 'another without a fallback slot',
    asked: askWith('drain', (facts) => withNode(facts, 'n2', { singleSlot: true })),
    says: /n2 .its spare slot/,
    holders: ['n2'],
  },
];

const PASSES: readonly { readonly name: string; readonly asked: Asked }[] = [
  {
    name: 'evidence exactly at its age limit',
    asked: askWith('drain', (facts) => withHost(facts, 'n2', {}, facts.limits.evidenceAgeMaxMs)),
  },
  { name: 'a group that it is no member of', asked: askWith('drain', (facts) => withDown(facts, 'n5')) },
  {
    name: 'its own spare slot being single',
    asked: askWith('drain', (facts) => withNode(facts, 'n1', { singleSlot: true })),
  },
  {
    name: 'one down of a group with one more than N+2',
    asked: askWith('drain', (facts) =>
      withDown(
        { ...facts, groups: [{ id: 'g9', lifeCritical: false, needed: 2, members: ['n1', 'n2', 'n3', 'n4', 'n5'] }] },
        'n5',
      ),
    ),
  },
  {
    name: 'another that only stages and has its slot read back',
    asked: askWith('drain', (facts) =>
      withNode(facts, 'n2', { underway: { swap: 's', state: 'staged', takesOut: false, startOrdered: false } }),
    ),
  },
];

describe('K04', () => {
  it.each(REFUSALS)('refuses: $name', (refusal) => {
    expect(problemsOf('K04', refusal)).toEqual([]);
  });
  it.each(PASSES)('has nothing against: $name', ({ asked }) => {
    expect(reasonsBy('K04', asked)).toEqual([]);
  });
  it('is asked for exactly these actions, and past a reboot has nothing against a node that nobody misses', () => {
    for (const [kind, { facts, action }] of Object.entries(ALLOWED)) {
      expect(decide(facts, action).kind, kind).toBe('allow');
      const isAsked = ['begin', 'begin-recovery', 'stage', 'drain', 'reboot-once', 'arm', 'reboot'].includes(kind);
      expect(
        rulesFor(action, facts.nodes.get('n1') as NodeFacts).some((rule) => rule.id === 'K04'),
        kind,
      ).toBe(isAsked);
      const past = inState(withDown(withDown(facts, 'n2'), 'n3'), 'validating');
      expect(reasonsBy('K04', { facts: past, action }).length > 0, kind).toBe(
        isAsked && !TOWARDS_SAFE_END.has(action.kind),
      );
    }
  });

  // Two recoveries of one group at once: what serves again, from the wrong slot, is asked about before it is taken down (SAF-1).
  describe('of a node that is being brought home', () => {
    const homeward = (facts: Facts, id = 'n1') =>
      withHost(inState(facts, 'falling-back', id), id, { booted: 'B', bootPlan: ['A', 'A'] });
    const reboot = { kind: 'reboot', node: 'n1' } as const;
    it('and serves: refuses while another is out', () => {
      const facts = withDown(withDeadMan(homeward(RACK), 'n1'), 'n2');
      expect(reasonsBy('K04', { facts, action: reboot })[0]).toMatchObject({
        holders: ['n2'],
        counts: { after: 2, limit: 3 },
      });
    });
    it('and serves: lets go while all others serve', () => {
      expect(reasonsBy('K04', { facts: withDeadMan(homeward(RACK), 'n1'), action: reboot })).toEqual([]);
    });
    it.each<[string, (facts: Facts) => Facts]>([
      ['whose service fails', (facts) => withFailingService(facts, 'n1')],
      ['that is down', (facts) => withDown(facts, 'n1')],
      ['whose load was moved away', (facts) => withNode(facts, 'n1', { drain: seen('drained' as const, 'ssh') })],
    ])('%s: lets go, for nobody misses it', (_, change) => {
      const facts = change(withDown(withDeadMan(homeward(RACK), 'n1'), 'n2'));
      expect(reasonsBy('K04', { facts, action: reboot })).toEqual([]);
    });
    it('and is not seen: refuses, for it may serve', () => {
      const facts = withNode(withDown(homeward(RACK), 'n2'), 'n1', { service: undefined });
      expect(reasonsBy('K04', { facts, action: reboot })).not.toEqual([]);
    });
    it('while another serves on its own way home: that one counts until something is ordered that takes it down', () => {
      const both = homeward(withDeadMan(homeward(RACK), 'n1'), 'n2');
      expect(reasonsBy('K04', { facts: both, action: reboot })).toEqual([]);
      const underway = { ...both.nodes.get('n2')?.underway, downOrdered: true } as NodeFacts['underway'];
      const ordered = withNode(both, 'n2', { underway });
      expect(reasonsBy('K04', { facts: ordered, action: reboot }).flatMap(({ holders }) => holders)).toContain('n2');
      expect(reasonsBy('K04', { facts: withDeadMan(both, 'n2'), action: reboot })).not.toEqual([]);
      // Only those that are on their way home themselves are so forbearing.
      expect(reasonsBy('K04', { facts: homeward(RACK, 'n2'), action: ALLOWED.drain.action })).not.toEqual([]);
    });
  });
  it('reaches every objection of its source with a test', () => {
    const source = readFileSync(new URL('./k04-redundancy.ts', import.meta.url), 'utf8');
    expect(placesReached('k04-redundancy.ts')).toBe(placesIn(source));
  });

  it('takes the BMC as the second source for a service that is asked over SSH', () => {
    const { facts, action } = askWith('drain', (before) =>
      withNode(before, 'n2', { service: seen({ kind: 'serving', forMs: 1 }, 'ssh') }),
    );
    expect(decide(facts, action).kind).toBe('allow');
  });

  it('lets a node that is down be recovered whatever its group is like, and one that serves from the wrong slot only while N+1 others serve', () => {
    const recovery = { kind: 'begin-recovery', node: 'n1' } as const;
    const othersDown = withDown(withDown(healthyRack(), 'n2'), 'n3');
    expect(reasonsBy('K04', { facts: withDown(othersDown, 'n1'), action: recovery })).toEqual([]);
    const strayed = (facts: Facts) => withHost(facts, 'n1', { booted: 'B' });
    expect(decide(strayed(healthyRack()), recovery).kind).toBe('allow');
    expect(reasonsBy('K04', { facts: strayed(othersDown), action: recovery })).not.toEqual([]);
  });
});
