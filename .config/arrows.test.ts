// Negative control of the import arrows (DESIGN.md, "Rooms"): each kind of forbidden import is planted once, and dependency-cruiser must name
// the rule and the file. Imports along the arrows stand beside them and must pass.
import { describe, expect, it } from 'vitest';
import { runTool, withPlantedTree } from './planted-tree.js';

interface Planted {
  readonly path: string;
  readonly text: string;
  /** The rules it breaks; none: it follows the arrows. */
  readonly breaks: readonly string[];
}

const imports = (path: string, from: string, ...breaks: string[]): Planted => ({
  path,
  text: `import * as other from '${from}';\nexport const planted = other;\n`,
  breaks,
});
const leaf = (path: string): Planted => ({ path, text: 'export const leaf = 1;\n', breaks: [] });

const PLANTED: readonly Planted[] = [
  ...['safety/kernel.ts', 'safety/clearance.ts', 'safety/vocabulary/names.ts', 'adapters/bmc/index.ts'].map(leaf),
  ...['adapters/ports/bmc.ts', 'daemon/loop/tick.ts', 'daemon/journal/chain.ts'].map(leaf),
  ...['hil-test/virtual/rack.ts', 'tools/rackctl/words.ts', 'proto/contract.ts'].map(leaf),
  ...['adapters/node-ipmi/src/index.ts', 'adapters/node-ipmi/src/cli/leaf.ts'].map(leaf),

  imports('safety/reads-files.ts', 'node:fs', 'safety-imports-nothing'),
  imports('safety/parses.ts', 'zod', 'safety-imports-nothing'),
  imports('safety/knows-adapters.ts', '#adapters/bmc/index.js', 'safety-imports-nothing'),
  { path: 'safety/late.ts', text: "export const fs = () => import('node:fs');\n", breaks: ['safety-imports-nothing'] },
  {
    path: 'safety/types-only.ts',
    text: "import type { Stats } from 'node:fs';\nexport type Planted = Stats;\n",
    breaks: ['safety-imports-nothing'],
  },
  { path: 'safety/passes-on.ts', text: "export * from 'node:fs';\n", breaks: ['safety-imports-nothing'] },
  leaf('safety/sample-facts.ts'),
  imports('safety/leans-on-sample.ts', './sample-facts.js', 'testing-is-for-tests'),
  imports('safety/inside.ts', './vocabulary/names.js'),
  imports('safety/inside.test.ts', 'node:fs'),

  imports('adapters/ssh/decides.ts', '#safety/kernel.js', 'adapters-see-vocabulary-and-clearance'),
  imports('adapters/ssh/knows-daemon.ts', '#daemon/loop/tick.js', 'adapters-see-vocabulary-and-clearance'),
  imports('adapters/ssh/spends.ts', '#safety/clearance.js'),
  imports('adapters/ssh/speaks.ts', '#safety/vocabulary/names.js'),
  imports('adapters/node-ipmi/src/logs-in.ts', 'ssh2', 'node-ipmi-is-alone'),
  imports('adapters/node-ipmi/src/knows-house.ts', '../../../safety/vocabulary/names.js', 'node-ipmi-is-alone'),
  imports('adapters/node-ipmi/src/cli/asks.ts', 'node:net', 'node-ipmi-program-is-alone'),
  imports('adapters/node-ipmi/src/leans.ts', './cli/leaf.js', 'node-ipmi-knows-no-program'),
  imports('adapters/node-ipmi/src/hashes.ts', 'node:crypto'),

  imports('daemon/loop/names-adapter.ts', '#adapters/bmc/index.js', 'daemon-names-no-adapter'),
  imports('daemon/loop/knows-tools.ts', '#tools/rackctl/words.js', 'daemon-names-no-adapter', 'daemon-never-tools'),
  imports('daemon/journal/knows-rack.ts', '#safety/vocabulary/names.js', 'journal-is-a-leaf'),
  imports('daemon/loop/port.ts', '#adapters/ports/bmc.js'),
  imports('daemon/loop/asks.ts', '#safety/kernel.js'),
  imports('daemon/main.ts', '#adapters/bmc/index.js'),

  imports('daemon/api/testing/bench.ts', '#tools/rackctl/words.js'),
  imports('daemon/api/bench.test.ts', './testing/bench.js'),
  imports('daemon/api/leans-on-bench.ts', './testing/bench.js', 'testing-is-for-tests'),

  imports('tools/rackctl/reaches-in.ts', '#daemon/loop/tick.js', 'tools-see-proto-safety-journal'),
  imports('tools/rackctl/touches.ts', '#adapters/bmc/index.js', 'tools-see-proto-safety-journal'),
  imports('tools/rackctl/verifies.ts', '#daemon/journal/chain.js'),

  imports('proto/knows-safety.ts', '#safety/vocabulary/names.js', 'proto-imports-nothing-of-ours'),
  imports(
    'adapters/probes/pretends.ts',
    '#hil-test/virtual/rack.js',
    'adapters-see-vocabulary-and-clearance',
    'nothing-imports-hil-test',
  ),
  imports(
    'tools/rackctl/pretends.ts',
    '#hil-test/virtual/rack.js',
    'nothing-imports-hil-test',
    'tools-see-proto-safety-journal',
  ),
  imports('hil-test/virtual/imports-anything.ts', '#daemon/loop/tick.js'),

  // A cycle is named once, by its first file.
  imports('daemon/loop/round.ts', './about.js'),
  imports('daemon/loop/about.ts', './round.js', 'no-cycles'),
  imports('daemon/loop/astray.ts', './nowhere.js', 'resolvable'),
];

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

describe('the import arrows', () => {
  it('fail the lint when an import goes against them, and only then', { timeout: 150_000 }, async () => {
    const files = Object.fromEntries(PLANTED.map(({ path, text }) => [path, text]));
    const rooms = ['safety', 'adapters', 'daemon', 'proto', 'tools', 'hil-test'];
    const args = ['--config', '.config/dependency-cruiser.cjs', '--output-type', 'json', ...rooms];
    const answer = await withPlantedTree(files, (directory) =>
      runTool('dependency-cruiser/bin/dependency-cruise.mjs', args, directory),
    );
    // The JSON reporter always exits 0; the one that people see exits with the number of violations.
    const { violations } = (JSON.parse(answer.stdout) as { summary: { violations: readonly Violation[] } }).summary;
    const found = violations.map(({ from, rule }) => `${from}: ${rule.name}`);
    const expected = PLANTED.flatMap(({ path, breaks }) => breaks.map((rule) => `${path}: ${rule}`));
    expect([...new Set(found)].sort()).toEqual([...expected].sort());
  });

  it('make the program that `npm run lint` starts exit non-zero', { timeout: 150_000 }, async () => {
    const answer = await withPlantedTree({ 'safety/reads-files.ts': "import 'node:fs';\n" }, (directory) =>
      runTool(
        'dependency-cruiser/bin/dependency-cruise.mjs',
        ['--config', '.config/dependency-cruiser.cjs', 'safety'],
        directory,
      ),
    );
    expect(answer.code).not.toBe(0);
    expect(answer.stdout).toContain('safety-imports-nothing');
    expect(answer.stdout).toContain('safety/reads-files.ts');
  });
});
