// Time as the daemon may have it: a monotonic clock for every duration, a wall clock for people and documents (DESIGN.md, rule 10).
import { readFileSync } from 'node:fs';

export interface Clock {
  /** CLOCK_MONOTONIC: goes on across restarts of rackd while the rack's computer stays up. */
  monoMs(): number;
  /** The boot that monoMs counts from. */
  readonly boot: string;
  wall(): Date;
}

const bootId = (): string => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // No Linux: every process counts from its own start, so stamps of an earlier one say nothing about age.
    return `process-${process.pid}-${Math.round(performance.timeOrigin)}`;
  }
};

export const systemClock = (): Clock => ({
  monoMs: () => Number(process.hrtime.bigint() / 1000n) / 1000,
  boot: bootId(),
  wall: () => new Date(),
});
