// K10: only a node that is healthy now, with a BMC and a boot configuration that bring it back, is touched.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { decide, rulesFor } from '../kernel.js';
import { MINUTE_MS, seen, withBmc, withDeadMan, withFailingService, withHost, withNode } from '../sample-facts.js';
import type { NodeFacts } from '../vocabulary/facts.js';
import { TOWARDS_SAFE_END } from './rule.js';
import { ALLOWED, type Asked, askWith, inState, problemsOf, reasonsBy, type Refusal } from './sample-questions.js';
import { placesIn, placesReached } from './places-reached.js';

vi.mock('./rule.js', async (load) => (await import('./places-reached.js')).watched(await load()));

const REFUSALS: readonly Refusal[] = [
  {
    name: 'begin with a silent host',
    asked: askWith('begin', (facts) => withNode(facts, 'n1', { host: undefined })),
    says: /no fresh, trusted answer over SSH/,
  },
  {
    name: 'stage with a silent host',
    asked: askWith('stage', (facts) => withNode(facts, 'n1', { host: undefined })),
    says: /no fresh, trusted answer over SSH/,
  },
  {
    name: 'drain with a silent host',
    asked: askWith('drain', (facts) => withNode(facts, 'n1', { host: undefined })),
    says: /no fresh, trusted answer over SSH/,
  },
  {
    name: 'reboot-once with a silent host',
    asked: askWith('reboot-once', (facts) => withNode(facts, 'n1', { host: undefined })),
    says: /no fresh, trusted answer over SSH/,
  },
  {
    name: 'arm with a silent host',
    asked: askWith('arm', (facts) => withNode(facts, 'n1', { host: undefined })),
    says: /no fresh, trusted answer over SSH/,
  },
  {
    name: 'a host that is not trusted',
    asked: askWith('begin', (facts) =>
      withNode(facts, 'n1', { host: seen({ kind: 'strange', text: 'other host key' }, 'ssh') }),
    ),
    says: /trusted answer/,
  },
  {
    name: 'a clock before 2024',
    asked: askWith('begin', (facts) => withHost(facts, 'n1', { clockMs: Date.UTC(2024, 0, 1) - 1 })),
    says: /before 2024/,
  },
  {
    name: 'a clock that is no number',
    asked: askWith('begin', (facts) => withHost(facts, 'n1', { clockMs: Number.NaN })),
    says: /before 2024/,
  },
  {
    name: 'a silent BMC',
    asked: askWith('arm', (facts) =>
      withNode(facts, 'n1', { bmc: seen({ kind: 'silent', forMs: 1, text: 'no reply' }, 'bmc') }),
    ),
    says: /BMC of n1 gives no fresh answer/,
  },
  {
    name: 'a BMC that says off',
    asked: askWith('begin', (facts) => withBmc(facts, 'n1', { power: 'off' })),
    says: /says that it is switched off/,
  },
  {
    name: "a stranger's watchdog",
    asked: askWith('stage', (facts) => withDeadMan(facts, 'n1')),
    says: /that this rack did not arm/,
  },
  {
    name: 'a failing service',
    asked: askWith('drain', (facts) => withFailingService(facts, 'n1')),
    says: /not proven serving: its service fails/,
  },
  {
    name: 'a boot configuration nobody checked',
    asked: askWith('stage', (facts) => withNode(facts, 'n1', { bootConfig: undefined })),
    says: /was not checked lately/,
  },
  {
    name: 'a check past its age',
    asked: askWith('arm', (facts) =>
      withNode(facts, 'n1', { bootConfig: seen({ sound: true, problems: [] }, 'ssh', 60 * MINUTE_MS + 1) }),
    ),
    says: /was not checked lately/,
  },
  {
    name: 'a try with a boot configuration nobody checked',
    asked: askWith('reboot-once', (facts) => withNode(facts, 'n1', { bootConfig: undefined })),
    says: /was not checked lately/,
  },
  {
    name: 'a boot configuration without a way back',
    asked: askWith('begin', (facts) =>
      withNode(facts, 'n1', { bootConfig: seen({ sound: false, problems: ['no fallback entry'] }, 'ssh') }),
    ),
    says: /way back: no fallback entry/,
    holders: ['no fallback entry'],
  },
];

const PASSES: readonly { readonly name: string; readonly asked: Asked }[] = [
  {
    name: 'a dry run before the boot configuration was checked',
    asked: askWith('begin', (facts) => withNode(facts, 'n1', { bootConfig: undefined })),
  },
  {
    name: 'a clock exactly at its limit',
    asked: askWith('begin', (facts) => withHost(facts, 'n1', { clockMs: Date.UTC(2024, 0, 1) })),
  },
  {
    name: 'a service that was drained by ourselves',
    asked: askWith('arm', (facts) => withFailingService(facts, 'n1')),
  },
];

describe('K10', () => {
  it.each(REFUSALS)('refuses: $name', (refusal) => {
    expect(problemsOf('K10', refusal)).toEqual([]);
  });
  it.each(PASSES)('has nothing against: $name', ({ asked }) => {
    expect(reasonsBy('K10', asked)).toEqual([]);
  });
  it('is asked for exactly these actions, and not for a node past its reboot', () => {
    for (const [kind, { facts, action }] of Object.entries(ALLOWED)) {
      expect(decide(facts, action).kind, kind).toBe('allow');
      const past = inState(facts, 'validating').nodes.get('n1');
      const ids = (node = facts.nodes.get('n1')) => rulesFor(action, node as NodeFacts).map((rule) => rule.id);
      const isAsked = ['begin', 'stage', 'drain', 'reboot-once', 'arm'].includes(kind);
      const isPast = ['mark-good'].includes(kind);
      if (!isPast) expect(ids().includes('K10'), kind).toBe(isAsked);
      expect(ids(past).includes('K10'), kind).toBe(isAsked && !TOWARDS_SAFE_END.has(action.kind));
    }
  });
  it('reaches every objection of its source with a test', () => {
    const source = readFileSync(new URL('./k10-preflight.ts', import.meta.url), 'utf8');
    expect(placesReached('k10-preflight.ts')).toBe(placesIn(source));
  });
});
