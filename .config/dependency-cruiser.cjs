// The import arrows of DESIGN.md ("Rooms, and which way the arrows point") as rules. An import against an arrow fails the lint.
// Tests, and the benches that only tests may use.
const test = ['\\.test\\.ts$', '/testing/', '-contract\\.ts$'];
const only = (name, comment, room, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: test },
  to: { path: '^(proto|safety|adapters|daemon|tools|hil-test)/', pathNot: [`^${room}/`, ...allowed] },
});

module.exports = {
  forbidden: [
    {
      name: 'safety-imports-nothing',
      comment: 'safety/ imports nothing at all but itself: not ours, not npm, not node: (rule 1 of the house).',
      severity: 'error',
      from: { path: '^safety/', pathNot: test },
      to: { pathNot: '^safety/' },
    },
    only('proto-imports-nothing-of-ours', 'The wire contract depends on nobody.', 'proto', []),
    only('adapters-see-vocabulary-and-clearance', 'Adapters touch the world and never decide.', 'adapters', [
      '^safety/(vocabulary/|clearance\\.ts$)',
    ]),
    {
      name: 'daemon-names-no-adapter',
      comment: 'daemon/ knows ports; main.ts is the one file that names concrete adapters.',
      severity: 'error',
      from: { path: '^daemon/', pathNot: [...test, '^daemon/main\\.ts$'] },
      to: { path: '^(adapters|tools|hil-test)/', pathNot: '^adapters/ports/' },
    },
    {
      name: 'daemon-never-tools',
      comment: 'rackd does not know who calls it.',
      severity: 'error',
      from: { path: '^daemon/', pathNot: test },
      to: { path: '^(tools|hil-test)/' },
    },
    only('tools-see-proto-safety-journal', 'Tools talk to the daemon over its contract.', 'tools', [
      '^(safety|proto)/',
      '^daemon/journal/',
    ]),
    {
      name: 'journal-is-a-leaf',
      comment: 'daemon/journal knows rows, not racks.',
      severity: 'error',
      from: { path: '^daemon/journal/', pathNot: test },
      to: { path: '^(proto|safety|adapters|daemon|tools|hil-test)/', pathNot: '^daemon/journal/' },
    },
    {
      name: 'nothing-imports-hil-test',
      comment: 'hil-test may import anything; nothing imports it.',
      severity: 'error',
      from: { pathNot: ['^hil-test/', ...test] },
      to: { path: '^hil-test/' },
    },
    {
      name: 'node-ipmi-is-alone',
      comment: 'The package could be published as it is: node:crypto, node:dgram and its own files.',
      severity: 'error',
      from: { path: '^adapters/node-ipmi/', pathNot: [...test, '^adapters/node-ipmi/src/cli/'] },
      to: { pathNot: ['^adapters/node-ipmi/', '^(node:)?(crypto|dgram|events)$'] },
    },
    {
      name: 'node-ipmi-program-is-alone',
      comment: "The package's command line reads files and a terminal besides; the library never leans on it.",
      severity: 'error',
      from: { path: '^adapters/node-ipmi/src/cli/', pathNot: test },
      to: { pathNot: ['^adapters/node-ipmi/', '^(node:)?(crypto|dgram|events|fs|tty|util)$'] },
    },
    {
      name: 'node-ipmi-knows-no-program',
      severity: 'error',
      from: { path: '^adapters/node-ipmi/src/(?!cli/)', pathNot: test },
      to: { path: '^adapters/node-ipmi/src/cli/' },
    },
    {
      name: 'testing-is-for-tests',
      comment:
        'What only tests may use is in testing/ or named sample-… or …-contract: nothing that ships may lean on it.',
      severity: 'error',
      from: { pathNot: [...test, '^hil-test/', '/sample-'] },
      to: { path: ['/testing/', '-contract\\.ts$', '/sample-'], pathNot: 'node_modules' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: ['node_modules', 'dist'] },
    exclude: { path: ['/dist/', '^dist/', '\\.cache/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
};
