// The transition table, pair by pair, and as a graph: what leads where, what ends, what can never happen.
import { describe, expect, it } from 'vitest';
import { isEnd, SWAP_STATES, type SwapState } from '../vocabulary/swap-state.js';
import { STATES } from './states.js';
import { SWAP_EVENTS, TABLE, transition } from './table.js';

const pairs = SWAP_STATES.flatMap((state) => SWAP_EVENTS.map((event) => ({ state, event })));
const going = SWAP_STATES.filter((state) => !isEnd(state));
const reach = (from: SwapState, rows = TABLE): Set<SwapState> => {
  const found = new Set<SwapState>([from]);
  for (let grew = true; grew; ) {
    const before = found.size;
    for (const row of rows) if (found.has(row.from)) found.add(row.to);
    grew = found.size > before;
  }
  return found;
};

describe('the table', () => {
  it.each(pairs)('$state on $event: one row, or an error that names both', ({ state, event }) => {
    const rows = TABLE.filter((row) => row.from === state && row.on === event);
    expect(rows.length).toBeLessThanOrEqual(1);
    if (rows[0] !== undefined) expect(transition(state, event)).toBe(rows[0]);
    else expect(() => transition(state, event)).toThrow(`A swap in ${state} cannot take ${event}`);
  });
  it('uses every event and says why of every row', () => {
    expect(new Set(TABLE.map((row) => row.on))).toEqual(new Set(SWAP_EVENTS));
    for (const row of TABLE) expect(row.why.length).toBeGreaterThan(5);
  });
  it('lets nothing leave an end', () => {
    expect(TABLE.filter((row) => isEnd(row.from))).toEqual([]);
  });
  it.each(going)('reaches an end from %s, and is reached from the start', (state) => {
    expect([...reach(state)].some(isEnd)).toBe(true);
    expect(reach('preflight').has(state)).toBe(true);
  });
  it.each(going)('gives %s a deadline, and a way out of going in circles', (state) => {
    const deadline = transition(state, 'deadline');
    expect(deadline.to).not.toBe(state);
    expect(['fell-back', 'falling-back', 'lost']).toContain(transition(state, 'hopeless').to);
    const byDeadlines = reach(
      state,
      TABLE.filter((row) => row.on === 'deadline'),
    );
    expect([...byDeadlines].some(isEnd)).toBe(true);
  });
  it.each(going.filter((state) => !STATES[state].pastReboot))('lets people turn back in %s', (state) => {
    expect(['fell-back', 'falling-back']).toContain(transition(state, 'turn-back').to);
  });
  it('commits only what was validated: every way to committing leads through validating', () => {
    const rows = TABLE.filter((row) => row.to !== 'validating');
    expect(reach('preflight', rows).has('committing')).toBe(false);
  });
  it('counts a node as out in every state after its load was taken, until it is whole again', () => {
    expect(going.filter((state) => !STATES[state].out)).toEqual(['preflight', 'staging', 'staged']);
  });
});
