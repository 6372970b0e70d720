// Type-aware rules only: what a formatter and the compiler cannot see. Style is Biome's business.
// Each rule that guards a safety or security argument has a negative control in lint-rules.test.ts.
import tseslint from 'typescript-eslint';

const tests = ['**/*.test.ts', '**/testing/**', '**/*-contract.ts'];

/** A purity rule for safety/: the kernel sees no clock, no randomness, no process (DESIGN.md, rule 1). */
const impure = [
  'globalThis',
  'global',
  'Date',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'process',
  'console',
  'fetch',
  'performance',
  'crypto',
  'Buffer',
];

const everywhere = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
  {
    selector:
      "CallExpression[callee.object.name='ServerCredentials'][callee.property.name='createSsl']:not([arguments.2.value=true])",
    message: 'Without `true` as third argument grpc-js serves clients that show no certificate (G-25).',
  },
];
const sshClients = [
  "NewExpression[callee.name='Client'][arguments.length=0]",
  "NewExpression[callee.property.name='Client'][arguments.length=0]",
].map((selector) => ({
  selector,
  message: 'Connections are made in adapters/ssh/connection.ts only (host keys, G-23).',
}));

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.cache/**', '**/generated/**', '**/*.mjs', '**/*.js', '**/*.cjs'] },
  {
    files: ['**/*.ts'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: new URL('..', import.meta.url).pathname },
    },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-implied-eval': 'error',
      'no-eval': 'error',
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...everywhere, ...sshClients],
      'no-restricted-imports': [
        'error',
        {
          name: 'node:child_process',
          importNames: ['exec', 'execSync'],
          message: 'A shell would read the words again: use spawn or execFile with a list.',
        },
      ],
    },
  },
  {
    files: ['safety/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...impure.map((name) => ({ name, message: 'safety/ is pure: pass it in as a fact.' })),
      ],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'safety/ is pure.' }],
    },
  },
  {
    files: ['daemon/**/*.ts', 'adapters/**/*.ts'],
    // The program of node-ipmi turns a BMC's own time into words, and reads no clock.
    ignores: [...tests, 'daemon/ports/clock.ts', 'adapters/node-ipmi/src/cli/words.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        {
          name: 'Date',
          message: 'Durations are monotonic (DESIGN.md, rule 10); people get their time from daemon/ports/clock.ts.',
        },
      ],
    },
  },
  {
    files: ['adapters/ssh/connection.ts', '**/*.test.ts', 'hil-test/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere] },
  },
);
