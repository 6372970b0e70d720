// 10,000 commands at 5 % loss and 5 % duplication: every answer right, no session exhausted, memory and sockets flat.
// Each way in which that could go wrong has a control that must be noticed. Must never be judged by its speed.
import type { IpmiResult } from 'node-ipmi';
import { describe, expect, it } from 'vitest';
import { type SoakOptions, soak } from './soak.js';

const PATIENCE_MS = 600_000;
const KB = 1024;
/** The BMCs are in this process and write down what changed them; a client that kept 150 bytes of each command would be above it. */
const GROWTH_MAX = 1_024 * KB;

const rough: SoakOptions = { commands: 10_000, bmcs: 8, rounds: 5, loss: 0.05, duplication: 0.05, seed: 1 };
const short: SoakOptions = { ...rough, commands: 400, bmcs: 2, rounds: 4, loss: 0, duplication: 0 };
/** From the second round on: in the first, code is compiled and caches fill. */
const growth = (bytes: readonly number[]): number => (bytes.at(-1) ?? 0) - (bytes[1] ?? 0);

describe('soak', () => {
  it('10,000 commands over a bad network', { timeout: PATIENCE_MS }, async () => {
    const report = await soak(rough);
    console.log(`soak: ${JSON.stringify(report)}`);
    expect(report.problems).toEqual([]);
    expect(report.commands).toBe(10_000);
    // Only an order may end unknown: it is sent once, and its answer can be lost.
    expect(report.kinds).toMatchObject({ failed: 0, refused: 0 });
    expect(report.kinds.done + report.kinds.unknown).toBe(10_000);
    expect(report.kinds.unknown).toBeLessThan(report.orders);
    expect(report.sockets).toEqual([0, 0, 0, 0, 0]);
    expect(growth(report.heapBytes)).toBeLessThan(GROWTH_MAX);
  });
});

describe('what the soak must notice', () => {
  it('a BMC that says done and is not', { timeout: PATIENCE_MS }, async () => {
    const { problems } = await soak({
      ...short,
      bend: ({ faults }) => void Object.assign(faults, { watchdogForgetsSet: true }),
    });
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every((text) => text.includes('a wrong answer'))).toBe(true);
  });

  it('a BMC without a free session', { timeout: PATIENCE_MS }, async () => {
    const bend: SoakOptions['bend'] = ({ faults }) => void Object.assign(faults, { noResources: true });
    const { problems, kinds } = await soak({ ...short, commands: 16, rounds: 1, bend });
    expect(problems[0]).toMatch(/no resources|session/);
    expect(kinds.done).toBe(0);
  });

  it('sockets that stay open', { timeout: PATIENCE_MS }, async () => {
    expect((await soak({ ...short, leaveOpen: true })).sockets).toEqual([2, 4, 6, 8]);
  });

  it('memory that is kept', { timeout: PATIENCE_MS }, async () => {
    const kept: unknown[] = [];
    const keep = (result: IpmiResult<unknown>): void => {
      kept.push({ result, more: Array.from({ length: 3_000 }, (_, index) => index / 3) });
    };
    expect(growth((await soak({ ...short, keep })).heapBytes)).toBeGreaterThan(GROWTH_MAX);
    expect(kept).toHaveLength(400);
  });
});
