// Type-aware rules only: what a formatter and the compiler cannot see. Style is Biome's business.
import tseslint from 'typescript-eslint';

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
      eqeqeq: 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
        {
          selector: "NewExpression[callee.name='Client'][arguments.length=0]",
          message: 'Connections are made in adapters/ssh/connection.ts only (host keys, G-23).',
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
    files: ['adapters/ssh/connection.ts', '**/*.test.ts', 'hil-test/**/*.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
