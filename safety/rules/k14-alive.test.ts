// K14: power is touched only on a node proven down by two sources that agree.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { decide, rulesFor } from '../kernel.js';
import { LIMITS, seen, withBmc, withNode } from '../sample-facts.js';
import type { Facts, NodeFacts } from '../vocabulary/facts.js';
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
    name: 'no look at the host',
    asked: askWith('power', (facts) => withNode(facts, 'n1', { host: undefined })),
    says: /no fresh look at its host/,
  },
  { name: 'a host that answers', asked: askWith('power', () => RACK), says: /answers over SSH/ },
  {
    name: 'a stranger at its address',
    asked: askWith('power', (facts) =>
      withNode(facts, 'n1', { host: seen({ kind: 'strange', text: 'other host key' }, 'ssh') }),
    ),
    says: /something answers at its address/,
  },
  {
    name: 'a service that answers',
    asked: askWith('power', (facts) =>
      withNode(facts, 'n1', { service: seen({ kind: 'serving', forMs: 1 }, 'probe') }),
    ),
    says: /contradicts itself/,
  },
  {
    name: 'no look at the service',
    asked: askWith('power', (facts) => withNode(facts, 'n1', { service: undefined })),
    says: /no fresh answer of its service/,
  },
  {
    name: 'one source for both',
    asked: askWith('power', (facts) =>
      withNode(facts, 'n1', { service: seen({ kind: 'failing', forMs: 60_000, text: 'refused' }, 'ssh') }),
    ),
    says: /one source only/,
  },
  {
    name: 'a service that has only just begun to fail',
    asked: askWith('power', (facts) =>
      withNode(facts, 'n1', { service: seen({ kind: 'failing', forMs: 1, text: 'refused' }, 'probe') }),
    ),
    says: /its service has been failing for 0.0 s only/,
  },
  {
    name: 'a silence too short by a millisecond',
    asked: askWith('power', (facts) =>
      withNode(facts, 'n1', {
        host: seen({ kind: 'silent', forMs: LIMITS.downAfterMs - 1, looks: 9, text: 'timed out' }, 'ssh'),
      }),
    ),
    says: /silent for 60 s and 9 looks only/,
  },
  {
    name: 'one look too few',
    asked: askWith('power', (facts) =>
      withNode(facts, 'n1', {
        host: seen(
          { kind: 'silent', forMs: LIMITS.downAfterMs, looks: LIMITS.silentLooksMin - 1, text: 'timed out' },
          'ssh',
        ),
      }),
    ),
    says: /2 looks only/,
  },
  {
    name: 'switching on what is on',
    asked: { facts: ((facts: Facts) => facts)(ALLOWED.power.facts), action: { kind: 'power', node: 'n1', how: 'on' } },
    says: /not seen switched off/,
  },
  {
    name: 'switching on unseen',
    asked: {
      facts: ((facts: Facts) => withNode(facts, 'n1', { bmc: undefined }))(ALLOWED.power.facts),
      action: { kind: 'power', node: 'n1', how: 'on' },
    },
    says: /not seen switched off/,
  },
  {
    name: 'recovering a node that serves',
    asked: askWith('begin-recovery', () => RACK),
    says: /n1 serves from its known-good slot: there is nothing to recover/,
  },
];

const PASSES: readonly { readonly name: string; readonly asked: Asked }[] = [
  {
    name: 'silence exactly at its limits',
    asked: askWith('power', (facts) =>
      withNode(facts, 'n1', {
        host: seen(
          { kind: 'silent', forMs: LIMITS.downAfterMs, looks: LIMITS.silentLooksMin, text: 'timed out' },
          'ssh',
        ),
      }),
    ),
  },
  {
    name: 'a short silence of a node that its BMC says is off',
    asked: askWith('power', (facts) =>
      withBmc(
        withNode(facts, 'n1', { host: seen({ kind: 'silent', forMs: 0, looks: 1, text: 'timed out' }, 'ssh') }),
        'n1',
        { power: 'off' },
      ),
    ),
  },
];

describe('K14', () => {
  it.each(REFUSALS)('refuses: $name', (refusal) => {
    expect(problemsOf('K14', refusal)).toEqual([]);
  });
  it.each(PASSES)('has nothing against: $name', ({ asked }) => {
    expect(reasonsBy('K14', asked)).toEqual([]);
  });
  it('is asked for exactly these actions, and also for a node past its reboot', () => {
    for (const [kind, { facts, action }] of Object.entries(ALLOWED)) {
      expect(decide(facts, action).kind, kind).toBe('allow');
      const past = inState(facts, 'validating').nodes.get('n1');
      const ids = (node = facts.nodes.get('n1')) => rulesFor(action, node as NodeFacts).map((rule) => rule.id);
      const isAsked = ['power', 'begin-recovery'].includes(kind);
      const isPast = ['mark-good'].includes(kind);
      if (!isPast) expect(ids().includes('K14'), kind).toBe(isAsked);
      expect(ids(past).includes('K14'), kind).toBe(isAsked && true);
    }
  });
  it('reaches every objection of its source with a test', () => {
    const source = readFileSync(new URL('./k14-alive.ts', import.meta.url), 'utf8');
    expect(placesReached('k14-alive.ts')).toBe(placesIn(source));
  });
});
