// What passes a trial and what does not (SAF-4): the node's own past, the neighbours' present, and nothing at all.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inState } from '../rules/sample-questions.js';
import { healthyRack, NEW, seen, withNode } from '../sample-facts.js';
import type { ServiceMetrics } from '../vocabulary/evidence.js';
import type { Facts } from '../vocabulary/facts.js';
import { gate, medianOf, peersOf, samplesOnTrial } from './gates.js';

const OWN: ServiceMetrics = { errorRate: 0.002, latencyMs: 10 };
const samples = (count: number, figures: ServiceMetrics = OWN) =>
  Array.from({ length: count }, (_, at) => ({ ...figures, ageMs: (count - at) * 1000 }));
const slower = (factor: number): ServiceMetrics => ({ ...OWN, latencyMs: OWN.latencyMs * factor });
const erring = (more: number): ServiceMetrics => ({ ...OWN, errorRate: OWN.errorRate + more });

describe('the gates', () => {
  it('pass nothing without samples', () => {
    expect(gate([], { own: OWN }, undefined)).toBe('undecided');
  });
  it.each([
    ['as before', OWN, 'good'],
    ['exactly 20 % slower', slower(1.2), 'good'],
    ['a little more than 20 % slower', slower(1.201), 'bad'],
    ['one percentage point more errors', erring(0.01), 'good'],
    ['a little more than one percentage point', erring(0.0101), 'bad'],
    ['a figure that is none', { ...OWN, latencyMs: Number.NaN }, 'bad'],
  ] as const)('%s: %s', (_, figures, verdict) => {
    expect(gate(samples(24, figures), { own: OWN }, undefined)).toBe(verdict);
  });
  it('forget how a service warmed up', () => {
    expect(gate([...samples(30, slower(5)), ...samples(24)], { own: OWN }, undefined)).toBe('good');
  });
  it('do not blame an image for a bad hour of its neighbours, up to a bound', () => {
    const baseline = { own: OWN, peers: { errorRate: 0.001, latencyMs: 20 } };
    const busy = { errorRate: 0.031, latencyMs: 30 };
    const trial = { errorRate: 0.035, latencyMs: 17 };
    expect(gate(samples(24, trial), { own: OWN }, busy)).toBe('bad');
    expect(gate(samples(24, trial), baseline, undefined)).toBe('bad');
    expect(gate(samples(24, trial), baseline, busy)).toBe('good');
    expect(gate(samples(24, slower(2.5)), baseline, { errorRate: 0.001, latencyMs: 200 })).toBe('bad');
  });
  it('are never made stricter by neighbours', () => {
    const figure = fc.double({ min: 0, max: 1e6, noNaN: false });
    const metrics = fc.record({ errorRate: figure, latencyMs: figure });
    fc.assert(
      fc.property(metrics, metrics, (peers, now) => {
        expect(gate(samples(24), { own: OWN, peers }, now)).toBe('good');
      }),
    );
  });
});

describe('neighbours', () => {
  const reporting = (facts: Facts, id: string, figures: ServiceMetrics, ageMs = 1000): Facts =>
    withNode(facts, id, { service: seen({ kind: 'serving', forMs: 60_000, metrics: figures }, 'probe', ageMs) });
  const rack = ['n2', 'n3', 'n4'].reduce((facts, id) => reporting(facts, id, slower(2)), healthyRack(8));
  const ofN1 = (facts: Facts) => peersOf(facts.nodes.get('n1') ?? expect.unreachable(), facts, NEW);

  it('are those of its groups, each once, by their medians', () => {
    expect(ofN1(reporting(rack, 'n3', slower(9)))).toEqual(slower(2));
  });
  it('are not those that run the new image, are being changed, or were not seen lately', () => {
    const left = reporting(
      inState(withNode(rack, 'n2', { knownGood: { slot: 'B', image: NEW } }), 'staging', 'n3'),
      'n4',
      OWN,
      3_600_000,
    );
    expect(ofN1(left)).toBeUndefined();
  });
  it('may be none', () => {
    expect(ofN1({ ...rack, groups: [] })).toBeUndefined();
    expect(medianOf([])).toBeUndefined();
  });
});

describe('samples on trial', () => {
  it('are those taken since it began', () => {
    const look = { kind: 'serving', forMs: 60_000, samples: samples(10) } as const;
    expect(samplesOnTrial(look, 3000).map(({ ageMs }) => ageMs)).toEqual([3000, 2000, 1000]);
    expect(samplesOnTrial({ kind: 'serving', forMs: 1 }, 3000)).toEqual([]);
  });
});
