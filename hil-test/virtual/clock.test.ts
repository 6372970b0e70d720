// The model clocks: order and lateness on the hand-turned one, speed and cancellation on the scaled one.
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock, type ScaledClock, scaledClock } from './clock.js';

const clocks: ScaledClock[] = [];
afterEach(() => {
  for (const clock of clocks.splice(0)) clock.close();
});
function scaled(speed: number): ScaledClock {
  const clock = scaledClock(speed);
  clocks.push(clock);
  return clock;
}

describe('manual clock', () => {
  it('runs what falls due in order of time, then of asking, and shows each its own time', () => {
    const clock = manualClock();
    const seen: string[] = [];
    const note = (name: string) => () => seen.push(`${name}@${clock.nowMs()}`);
    clock.after(20, note('b'));
    clock.after(10, () => {
      note('a')();
      clock.after(10, note('c'));
    });
    const cancel = clock.after(15, note('never'));
    cancel();
    clock.advance(30);
    expect(seen).toEqual(['a@10', 'b@20', 'c@20']);
    expect([clock.nowMs(), clock.pending()]).toEqual([30, 0]);
  });
});

describe('scaled clock', () => {
  it('fires in model time, never before it, and in order', async () => {
    const clock = scaled(100);
    const fired: [number, number][] = [];
    for (const delayMs of [2_000, 500, 1_000]) {
      const dueMs = clock.nowMs() + delayMs;
      clock.after(delayMs, () => fired.push([delayMs, clock.nowMs() - dueMs]));
    }
    await clock.sleep(2_500);
    expect(fired.map(([delayMs]) => delayMs)).toEqual([500, 1_000, 2_000]);
    for (const [, lateMs] of fired) expect(lateMs).toBeGreaterThanOrEqual(0);
  });

  it('cancels single timers, and everything at close', async () => {
    const clock = scaled(1_000);
    let fired = 0;
    const cancel = clock.after(100, () => fired++);
    cancel();
    await clock.sleep(1_000);
    clock.after(100, () => fired++);
    void clock.sleep(100).then(() => fired++);
    clock.close();
    await scaled(1_000).sleep(20_000);
    expect(fired).toBe(0);
    expect(() => clock.after(1, () => {})).toThrow('closed');
  });

  it('waits longer than one Node timer can (which would fire at once)', async () => {
    const clock = scaled(1);
    let fired = false;
    clock.after(30 * 24 * 3_600_000, () => {
      fired = true;
    });
    await clock.sleep(30);
    expect(fired).toBe(false);
  });

  it('refuses a speed that is not above 0', () => {
    expect(() => scaledClock(0)).toThrow('above 0');
    expect(() => scaledClock(Number.NaN)).toThrow('above 0');
  });
});
