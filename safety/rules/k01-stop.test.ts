// K01: the emergency stop keeps everything from starting, and nothing from ending safely.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { decide, rulesFor } from '../kernel.js';
import { withStop } from '../sample-facts.js';
import type { NodeFacts } from '../vocabulary/facts.js';
import { TOWARDS_SAFE_END } from './rule.js';
import { ALLOWED, type Asked, askWith, inState, problemsOf, reasonsBy, type Refusal } from './sample-questions.js';
import { placesIn, placesReached } from './places-reached.js';

vi.mock('./rule.js', async (load) => (await import('./places-reached.js')).watched(await load()));

const REFUSALS: readonly Refusal[] = [
  {
    name: 'begin while the stop is set',
    asked: askWith('begin', withStop),
    says: /emergency stop is set, by unix:act: smoke in the rack/,
    holders: ['unix:act'],
  },
  {
    name: 'begin-recovery while the stop is set',
    asked: askWith('begin-recovery', withStop),
    says: /emergency stop is set, by unix:act: smoke in the rack/,
    holders: ['unix:act'],
  },
  {
    name: 'stage while the stop is set',
    asked: askWith('stage', withStop),
    says: /emergency stop is set, by unix:act: smoke in the rack/,
    holders: ['unix:act'],
  },
  {
    name: 'drain while the stop is set',
    asked: askWith('drain', withStop),
    says: /emergency stop is set, by unix:act: smoke in the rack/,
    holders: ['unix:act'],
  },
  {
    name: 'reboot-once while the stop is set',
    asked: askWith('reboot-once', withStop),
    says: /emergency stop is set, by unix:act: smoke in the rack/,
    holders: ['unix:act'],
  },
  {
    name: 'arm while the stop is set',
    asked: askWith('arm', withStop),
    says: /emergency stop is set, by unix:act: smoke in the rack/,
    holders: ['unix:act'],
  },
  {
    name: 'reboot while the stop is set',
    asked: askWith('reboot', withStop),
    says: /emergency stop is set, by unix:act: smoke in the rack/,
    holders: ['unix:act'],
  },
  {
    name: 'power while the stop is set',
    asked: askWith('power', withStop),
    says: /emergency stop is set, by unix:act: smoke in the rack/,
    holders: ['unix:act'],
  },
  {
    name: 'a stop without a reason',
    asked: askWith('begin', (facts) => ({ ...facts, stop: { set: true, by: 'unix:act', why: '' } })),
    says: /no reason given/,
  },
];

const PASSES: readonly { readonly name: string; readonly asked: Asked }[] = [
  { name: 'load given back while stopped', asked: askWith('undrain', withStop) },
  { name: 'a dead-man taken away at home while stopped', asked: askWith('disarm', withStop) },
  { name: 'a validated slot pinned while stopped', asked: askWith('mark-good', withStop) },
];

describe('K01', () => {
  it.each(REFUSALS)('refuses: $name', (refusal) => {
    expect(problemsOf('K01', refusal)).toEqual([]);
  });
  it.each(PASSES)('has nothing against: $name', ({ asked }) => {
    expect(reasonsBy('K01', asked)).toEqual([]);
  });
  it('is asked for exactly these actions, and not for a node past its reboot', () => {
    for (const [kind, { facts, action }] of Object.entries(ALLOWED)) {
      expect(decide(facts, action).kind, kind).toBe('allow');
      const past = inState(facts, 'validating').nodes.get('n1');
      const ids = (node = facts.nodes.get('n1')) => rulesFor(action, node as NodeFacts).map((rule) => rule.id);
      const isAsked = ['begin', 'begin-recovery', 'stage', 'drain', 'reboot-once', 'arm', 'reboot', 'power'].includes(
        kind,
      );
      const isPast = ['mark-good'].includes(kind);
      if (!isPast) expect(ids().includes('K01'), kind).toBe(isAsked);
      expect(ids(past).includes('K01'), kind).toBe(isAsked && !TOWARDS_SAFE_END.has(action.kind));
    }
  });
  it('reaches every objection of its source with a test', () => {
    const source = readFileSync(new URL('./k01-stop.ts', import.meta.url), 'utf8');
    expect(placesReached('k01-stop.ts')).toBe(placesIn(source));
  });
});
