// Draws the swap machine from its table, as Mermaid text. docs/swap.md holds what this prints; a test keeps the two equal.
import { SWAP_ENDS, SWAP_STATES } from '../vocabulary/swap-state.js';
import { STATES } from './states.js';
import { TABLE } from './table.js';

const id = (state: string): string => state.replaceAll('-', '_');

export function swapDiagram(): string {
  const edges = new Map<string, string[]>();
  for (const { from, on, to } of TABLE) {
    if (on === 'hopeless') continue;
    const key = `  ${id(from)} --> ${id(to)}`;
    edges.set(key, [...(edges.get(key) ?? []), on]);
  }
  return [
    'stateDiagram-v2',
    '  [*] --> preflight',
    ...[...edges].map(([edge, events]) => `${edge}: ${events.join(', ')}`),
    ...SWAP_ENDS.map((end) => `  ${id(end)} --> [*]`),
  ].join('\n');
}

export function swapTable(): string {
  const yes = (flag: boolean) => (flag ? 'yes' : '');
  return [
    '| state | what for | out | past its reboot | if everything dies here |',
    '| --- | --- | --- | --- | --- |',
    ...SWAP_STATES.map((state) => {
      const { purpose, out, pastReboot, ifAllDies } = STATES[state];
      return `| ${state} | ${purpose} | ${yes(out)} | ${yes(pastReboot)} | ${ifAllDies} |`;
    }),
  ].join('\n');
}
