// K07: no reboot without a dead-man that runs, will power-cycle, and has time enough left.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { decide, rulesFor } from '../kernel.js';
import { LIMITS, NEW, withDeadMan, withFailingService, withHost, withNode } from '../sample-facts.js';
import type { NodeFacts } from '../vocabulary/facts.js';
import { ALLOWED, type Asked, askWith, inState, problemsOf, reasonsBy, type Refusal } from './sample-questions.js';
import { placesIn, placesReached } from './places-reached.js';

vi.mock('./rule.js', async (load) => (await import('./places-reached.js')).watched(await load()));

const REFUSALS: readonly Refusal[] = [
  {
    name: 'arming with another time-out: a power cycle on a timer',
    asked: { facts: ALLOWED.arm.facts, action: { kind: 'arm', node: 'n1', timeoutMs: 100 } },
    says: /A dead-man of 0.1 s was asked for/,
  },
  {
    name: 'arming a node that nobody swaps',
    asked: { facts: withNode(ALLOWED.arm.facts, 'n1', { underway: undefined }), action: ALLOWED.arm.action },
    says: /Nothing is under way on n1/,
  },
  {
    name: 'nobody saw the watchdog',
    asked: askWith('reboot', (facts) => withNode(facts, 'n1', { bmc: undefined })),
    says: /BMC gave no fresh answer/,
  },
  {
    name: 'a stale look at it',
    asked: askWith('reboot', (facts) => withDeadMan(facts, 'n1', {}, facts.limits.evidenceAgeMaxMs + 1)),
    says: /no fresh answer/,
  },
  {
    name: 'it does not run',
    asked: askWith('reboot', (facts) => withDeadMan(facts, 'n1', { running: false })),
    says: /does not run/,
  },
  {
    name: 'it would only reset',
    asked: askWith('reboot', (facts) => withDeadMan(facts, 'n1', { action: 'reset' })),
    says: /would reset, not power-cycle/,
  },
  {
    name: 'it would switch off',
    asked: askWith('reboot', (facts) => withDeadMan(facts, 'n1', { action: 'power-down' })),
    says: /would power-down/,
  },
  {
    name: "a time-out that is not the rack's own",
    asked: askWith('reboot', (facts) => withDeadMan(facts, 'n1', { timeoutMs: LIMITS.watchdogTimeoutMs + 1 })),
    says: /is set to 300 s, not 300 s/,
  },
  {
    name: 'too little left by one millisecond',
    asked: askWith('reboot', (facts) => withDeadMan(facts, 'n1', { remainingMs: LIMITS.watchdogRemainingMinMs - 1 })),
    says: /Only 120 s are left/,
  },
  {
    name: 'a try without it',
    asked: askWith('reboot-once', (facts) => withDeadMan(facts, 'n1', { running: false })),
    says: /does not run/,
  },
  {
    name: 'a try with too little of it left',
    asked: askWith('reboot-once', (facts) =>
      withDeadMan(facts, 'n1', { remainingMs: LIMITS.watchdogRemainingMinMs - 1 }),
    ),
    says: /Only 120 s are left/,
  },
  {
    name: 'taking it away on trial',
    asked: askWith('disarm', (facts) => withHost(facts, 'n1', { booted: 'B' })),
    says: /must run on: it runs slot B/,
  },
  {
    name: 'taking it away from a node that would boot the other slot',
    asked: askWith('disarm', (facts) => withHost(facts, 'n1', { bootPlan: ['B', 'A'] })),
    says: /must run on: it runs slot A/,
  },
  {
    name: 'to stop it on the way home, on a node that serves and would not boot its known-good slot',
    asked: askWith('disarm', (facts) =>
      withHost(inState(facts, 'falling-back'), 'n1', { booted: 'B', bootPlan: ['B', 'A'] }),
    ),
    says: /must run on: it runs slot B/,
  },
  {
    name: 'to stop it on the way home, on a node that does not serve',
    asked: askWith('disarm', (facts) =>
      withHost(inState(withFailingService(facts, 'n1'), 'falling-back'), 'n1', { booted: 'B', bootPlan: ['A', 'A'] }),
    ),
    says: /must run on: it runs slot B/,
  },
  {
    name: 'to stop it on a node on trial, which serves',
    asked: askWith('disarm', (facts) =>
      withHost(inState(facts, 'validating'), 'n1', { booted: 'B', bootPlan: ['A', 'A'] }),
    ),
    says: /must run on: it runs slot B/,
  },
  {
    name: 'taking it away unseen',
    asked: askWith('disarm', (facts) => withNode(facts, 'n1', { host: undefined })),
    says: /nobody has seen/,
  },
];

const PASSES: readonly { readonly name: string; readonly asked: Asked }[] = [
  {
    name: 'exactly enough left',
    asked: askWith('reboot', (facts) => withDeadMan(facts, 'n1', { remainingMs: LIMITS.watchdogRemainingMinMs })),
  },
  {
    name: 'a new slot that was recorded as known-good',
    asked: askWith('disarm', (facts) =>
      withHost(withNode(facts, 'n1', { knownGood: { slot: 'B', image: NEW } }), 'n1', {
        booted: 'B',
        bootPlan: ['B', 'B'],
        marks: { A: 'good', B: 'good' },
      }),
    ),
  },
  {
    name: 'one on its way home that serves from the wrong slot and would boot the right one',
    asked: askWith('disarm', (facts) =>
      withHost(inState(facts, 'falling-back'), 'n1', { booted: 'B', bootPlan: ['A', 'A'] }),
    ),
  },
];

describe('K07', () => {
  it.each(REFUSALS)('refuses: $name', (refusal) => {
    expect(problemsOf('K07', refusal)).toEqual([]);
  });
  it.each(PASSES)('has nothing against: $name', ({ asked }) => {
    expect(reasonsBy('K07', asked)).toEqual([]);
  });
  it('is asked for exactly these actions, and also for a node past its reboot', () => {
    for (const [kind, { facts, action }] of Object.entries(ALLOWED)) {
      expect(decide(facts, action).kind, kind).toBe('allow');
      const past = inState(facts, 'validating').nodes.get('n1');
      const ids = (node = facts.nodes.get('n1')) => rulesFor(action, node as NodeFacts).map((rule) => rule.id);
      const isAsked = ['reboot', 'reboot-once', 'arm', 'disarm'].includes(kind);
      const isPast = ['mark-good'].includes(kind);
      if (!isPast) expect(ids().includes('K07'), kind).toBe(isAsked);
      expect(ids(past).includes('K07'), kind).toBe(isAsked && true);
    }
  });
  it('reaches every objection of its source with a test', () => {
    const source = readFileSync(new URL('./k07-dead-man.ts', import.meta.url), 'utf8');
    expect(placesReached('k07-dead-man.ts')).toBe(placesIn(source));
  });
});
