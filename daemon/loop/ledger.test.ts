// The ledger: append first, then apply; reads the whole log back; a row that is no event stops it (G-22).
import { describe, expect, it } from 'vitest';
import { Ledger, parseRow } from './ledger.js';
import { sampleRows } from './sample-rows.js';

describe('the ledger', () => {
  it('gives the same state after a restart', () => {
    const rows = sampleRows();
    const before = new Ledger(rows, () => {});
    before.write({ kind: 'stop.set', by: 'crew', why: 'x' }, { kind: 'quarantine.set', node: 'n1', reason: 'y' });
    expect(new Ledger(rows, () => {}).state).toEqual(before.state);
  });

  it('applies nothing that was not appended', () => {
    const rows = sampleRows();
    const ledger = new Ledger(
      {
        ...rows,
        append: () => {
          throw new Error('disk full');
        },
      },
      () => {},
    );
    expect(() => ledger.write({ kind: 'stop.set', by: 'crew', why: 'x' })).toThrow('disk full');
    expect(ledger.state.stop).toEqual({ set: false });
    expect(ledger.state.seq).toBe(0);
  });

  it('tells of each event once it is durable', () => {
    const told: number[] = [];
    const rows = sampleRows();
    new Ledger(rows, (_event, seq) => told.push(rows.kept.length, seq)).write({ kind: 'stop.set', by: 'c', why: '' });
    expect(told).toEqual([1, 1]);
  });

  it.each([
    ['an unknown kind', '{"kind":"swap.invented","at":"","monoMs":0,"boot":""}'],
    ['a field of the wrong type', '{"kind":"stop.set","by":7,"why":"","at":"","monoMs":0,"boot":""}'],
    [
      'a digest that is none',
      `{"kind":"known-good.recorded","node":"n","slot":"A","image":"sha256:${'g'.repeat(64)}","why":"","at":"","monoMs":0,"boot":""}`,
    ],
  ])('does not guess at %s', (_what, body) => {
    expect(() => parseRow({ seq: 1, body })).toThrow(/Row 1 of the log is no event/);
  });
});
