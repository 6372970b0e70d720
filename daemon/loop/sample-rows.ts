// A log in memory, for tests of what stands on the log: same shape as the journal, nothing durable. Never used by rackd.
import type { Rows } from './ledger.js';

export function sampleRows(nowMs: () => number = () => 0): Rows & { readonly kept: { seq: number; body: string }[] } {
  const kept: { seq: number; body: string }[] = [];
  return {
    kept,
    append(bodies) {
      const added = bodies.map((body, index) => ({
        seq: kept.length + index + 1,
        body: JSON.stringify({ ...body, at: '2030-01-01T00:00:00.000Z', monoMs: nowMs(), boot: 'b' }),
      }));
      kept.push(...added);
      return added;
    },
    rows: (fromSeq, limit) => kept.slice(fromSeq - 1, fromSeq - 1 + limit),
  };
}
