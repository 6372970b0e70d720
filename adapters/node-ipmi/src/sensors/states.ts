// What the state bits of a reading mean (IPMI v2.0 §42.1): thresholds by name, the generic ones in words, the rest as numbers.
// Must never call a sensor well because its states are not understood.

import { THRESHOLDS } from './record.js';

const THRESHOLD = 0x01;
const STATES_MAX = 15;

/** Generic event/reading types of table 42-2, by type and then by state. */
const GENERIC: Readonly<Record<number, readonly string[]>> = {
  0x02: ['idle', 'active', 'busy'],
  0x03: ['deasserted', 'asserted'],
  0x04: ['predictive failure deasserted', 'predictive failure'],
  0x05: ['limit not exceeded', 'limit exceeded'],
  0x06: ['performance met', 'performance lags'],
  0x07: ['ok', 'non-critical', 'critical', 'non-recoverable'],
  0x08: ['absent', 'present'],
  0x09: ['disabled', 'enabled'],
  0x0a: [
    'running',
    'in test',
    'power off',
    'on line',
    'off line',
    'off duty',
    'degraded',
    'power save',
    'install error',
  ],
  0x0b: ['fully redundant', 'redundancy lost', 'redundancy degraded', 'not redundant'],
  0x0c: ['D0', 'D1', 'D2', 'D3'],
};

/** The states that hold, in words. */
export function statesOf(bits: number, readingType: number): readonly string[] {
  const names = readingType === THRESHOLD ? THRESHOLDS : GENERIC[readingType];
  return (
    Array.from({ length: STATES_MAX }, (_, state) => state)
      .filter((state) => (bits & (1 << state)) !== 0)
      // Bits 6 and 7 of a threshold reading are reserved and read as 1 on many BMCs (§35.14).
      .filter((state) => readingType !== THRESHOLD || state < THRESHOLDS.length)
      .map((state) => names?.[state] ?? `state ${state}`)
  );
}
