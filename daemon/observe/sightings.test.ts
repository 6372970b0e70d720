// Sightings: ages, silence that adds up, what an effect makes worthless, and what is news.
import { describe, expect, it } from 'vitest';
import type { HostView } from '#safety/vocabulary/evidence.js';
import { Sightings } from './sightings.js';

const view = (bootId: string, booted: 'A' | 'B' = 'A'): HostView => ({
  bootId,
  booted,
  marks: { A: 'good', B: 'good' },
  bootPlan: ['A', 'B'],
  clockMs: 1_800_000_000_000,
});
const seen = <T>(value: T) => ({ kind: 'seen', value }) as const;
const silent = { kind: 'silent', text: 'no answer' } as const;

describe('sightings', () => {
  it('gives ages, never times', () => {
    const sightings = new Sightings();
    sightings.host('n1', seen(view('b1')), 1000, 1010);
    expect(sightings.evidence('n1', 1510).host).toMatchObject({ source: 'ssh', ageMs: 500, value: { kind: 'up' } });
    expect(sightings.evidence('n2', 1510).host).toBeUndefined();
  });

  it('adds silence up over looks, and starts anew when the host answered', () => {
    const sightings = new Sightings();
    sightings.host('n1', silent, 1000, 3000);
    sightings.host('n1', silent, 4000, 6000);
    expect(sightings.evidence('n1', 6000).host?.value).toMatchObject({ kind: 'silent', forMs: 5000, looks: 2 });
    sightings.host('n1', seen(view('b1')), 7000, 7000);
    sightings.host('n1', silent, 8000, 9000);
    expect(sightings.evidence('n1', 9000).host?.value).toMatchObject({ kind: 'silent', forMs: 1000, looks: 1 });
  });

  it('does not take something strange for silence', () => {
    const sightings = new Sightings();
    sightings.host('n1', silent, 0, 1000);
    sightings.host('n1', { kind: 'strange', text: 'wrong key' }, 2000, 2000);
    expect(sightings.evidence('n1', 2000).host?.value).toEqual({ kind: 'strange', text: 'wrong key' });
    sightings.host('n1', silent, 3000, 4000);
    expect(sightings.evidence('n1', 4000).host?.value).toMatchObject({ kind: 'silent', forMs: 1000, looks: 1 });
  });

  it('forgets what an effect made worthless, also looks that were begun before its end', () => {
    const sightings = new Sightings();
    sightings.host('n1', seen(view('b1')), 1000, 1000);
    sightings.proof('n1', { slot: 'B', image: `sha256:${'2'.repeat(64)}`, matches: true }, 1000);
    sightings.forget('n1', ['host', 'B'], 2000);
    sightings.host('n1', seen(view('b1')), 1900, 2100);
    sightings.proof('n1', { slot: 'B', image: `sha256:${'2'.repeat(64)}`, matches: true }, 1900);
    expect(sightings.evidence('n1', 2100)).toMatchObject({ host: undefined, proofs: {} });
    sightings.host('n1', seen(view('b1')), 2000, 2200);
    expect(sightings.evidence('n1', 2200).host).toBeDefined();
  });

  it('dates a proof to when reading began', () => {
    const sightings = new Sightings();
    sightings.proof('n1', { slot: 'A', image: `sha256:${'1'.repeat(64)}`, matches: true }, 1000);
    expect(sightings.evidence('n1', 61_000).proofs.A?.ageMs).toBe(60_000);
  });

  it('forgets the boot configuration with the boot that it was read in', () => {
    const sightings = new Sightings();
    sightings.host('n1', seen(view('b1')), 0, 0);
    sightings.bootConfig('n1', { sound: true, problems: [] }, 1, 1);
    sightings.host('n1', seen(view('b2', 'B')), 10, 10);
    expect(sightings.evidence('n1', 10).bootConfig).toBeUndefined();
  });

  it('keeps what a service says of itself over its present run only, sample by sample, with their medians', () => {
    const sightings = new Sightings();
    const serves = (errorRate: number, latencyMs: number) =>
      ({ kind: 'serving', metrics: { errorRate, latencyMs } }) as const;
    sightings.service('n1', serves(0.5, 500), 'http', 0, 0);
    sightings.service('n1', { kind: 'failing', text: '503' }, 'http', 1000, 1000);
    sightings.service('n1', serves(0, 10), 'http', 2000, 2000);
    sightings.service('n1', serves(0.02, 20), 'http', 3000, 3000);
    expect(sightings.evidence('n1', 3000).service?.value).toEqual({
      kind: 'serving',
      forMs: 1000,
      metrics: { errorRate: 0.01, latencyMs: 15 },
      samples: [
        { errorRate: 0, latencyMs: 10, ageMs: 1000 },
        { errorRate: 0.02, latencyMs: 20, ageMs: 0 },
      ],
    });
  });

  it('tells what changed, once', () => {
    const sightings = new Sightings();
    expect(sightings.host('n1', seen(view('b1')), 0, 0)).toMatchObject([{ what: 'host' }]);
    expect(sightings.host('n1', seen(view('b1')), 1, 1)).toEqual([]);
    sightings.forget('n1', ['host'], 2);
    expect(sightings.host('n1', seen(view('b1')), 3, 3)).toEqual([]);
    expect(sightings.host('n1', silent, 4, 4)).toMatchObject([{ what: 'host', text: 'silent: no answer' }]);
    expect(sightings.host('n1', silent, 5, 5)).toEqual([]);
    expect(sightings.host('n1', seen(view('b2', 'B')), 6, 6)).toMatchObject([{ what: 'host' }]);
    expect(sightings.host('n1', seen(view('b3', 'B')), 7, 7)).toMatchObject([{ what: 'boot' }]);
    const bmc = (power: 'on' | 'off') =>
      seen({ power, watchdog: { running: false, action: 'none', timeoutMs: 0 }, restartCause: 'watchdog' } as const);
    expect(sightings.bmc('n1', bmc('on'), 0, 0)).toEqual([]);
    expect(sightings.bmc('n1', silent, 1, 1)).toMatchObject([{ what: 'bmc' }]);
    expect(sightings.bmc('n1', bmc('off'), 2, 2)).toMatchObject([
      { what: 'bmc', text: 'answers again' },
      { what: 'power' },
    ]);
  });
});
