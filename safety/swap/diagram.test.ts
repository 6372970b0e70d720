// Keeps docs/swap.md equal to the machine it describes. After a change of the table: `npx vitest run --config .config/vitest.config.ts
// safety/swap/diagram.test.ts -u` writes it anew.
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { SWAP_STATES } from '../vocabulary/swap-state.js';
import { swapDiagram, swapTable } from './diagram.js';

const PAGE = fileURLToPath(new URL('../../docs/swap.md', import.meta.url));

it('is what docs/swap.md holds', async () => {
  const page = `# The swap

One swap takes one node from its known-good slot to the other slot, or brings it back. It is a pure machine in \`safety/swap/\`:
facts go in, at most one event comes out, and the table below is the only way from state to state. It ends in exactly one of
\`committed\` (the new image is the known-good one), \`fell-back\` (the known-good image serves; before the load was moved away: nothing
was changed) or \`lost\` (needs hands; quarantined). \`ready\` ends a job that was only to stage. Every state has a deadline. Not drawn: in
every state a swap that goes round in circles is ended (\`hopeless\`).

This page is generated: \`npx vitest run --config .config/vitest.config.ts safety/swap/diagram.test.ts -u\` writes it anew.

\`\`\`mermaid
${swapDiagram()}
\`\`\`

${swapTable()}
`;
  await expect(page).toMatchFileSnapshot(PAGE);
});

it('draws every state', () => {
  for (const state of SWAP_STATES) {
    expect(swapDiagram()).toContain(state.replaceAll('-', '_'));
    expect(swapTable()).toContain(`| ${state} |`);
  }
});
