// Negative control of the ESLint rules: what must not be written is planted once, and ESLint must name the rule and the file.
// A file of each room that does no wrong stands beside them and must pass.
import { describe, expect, it } from 'vitest';
import { runTool, withPlantedTree } from './planted-tree.js';

interface Planted {
  readonly path: string;
  readonly text: string;
  readonly breaks?: string;
}

const GLOBALS = 'no-restricted-globals';
const PLANTED: readonly Planted[] = [
  { path: 'safety/clock.ts', text: 'export const now = (): number => Date.now();', breaks: GLOBALS },
  { path: 'safety/other-clock.ts', text: 'export const now = (): number => performance.now();', breaks: GLOBALS },
  { path: 'safety/back-door.ts', text: 'export const now = (): number => globalThis.Date.now();', breaks: GLOBALS },
  { path: 'safety/environment.ts', text: 'export const home = process.env;', breaks: GLOBALS },
  { path: 'safety/waits.ts', text: 'export const wait = (): unknown => setTimeout(() => {}, 1);', breaks: GLOBALS },
  { path: 'safety/says.ts', text: "export const say = (): void => console.log('x');", breaks: GLOBALS },
  {
    path: 'safety/dice.ts',
    text: 'export const dice = (): number => Math.random();',
    breaks: 'no-restricted-properties',
  },
  { path: 'safety/pure.ts', text: 'export const twice = (x: number): number => Math.max(x, 0) * 2;' },
  { path: 'safety/pure.test.ts', text: 'export const now = (): number => Date.now();' },
  {
    path: 'safety/forgetful.ts',
    text: `type Kind = 'a' | 'b';
export function name(kind: Kind): string {
  switch (kind) {
    case 'a':
      return 'A';
  }
  return '';
}`,
    breaks: '@typescript-eslint/switch-exhaustiveness-check',
  },
  {
    path: 'daemon/loop/floats.ts',
    text: 'const work = async (): Promise<void> => {};\nexport function begin(): void {\n  work();\n}',
    breaks: '@typescript-eslint/no-floating-promises',
  },
  {
    path: 'adapters/ssh/async-verifier.ts',
    text: 'export const options: { verify: () => void } = { verify: async () => {} };',
    breaks: '@typescript-eslint/no-misused-promises',
  },
  {
    path: 'adapters/probes/logs-in.ts',
    text: "import { Client } from 'ssh2';\nexport const client = new Client();",
    breaks: 'no-restricted-syntax',
  },
  {
    path: 'adapters/probes/logs-in-too.ts',
    text: "import ssh2 from 'ssh2';\nexport const client = new ssh2.Client();",
    breaks: 'no-restricted-syntax',
  },
  {
    path: 'daemon/api/serves-anyone.ts',
    text: `import { ServerCredentials } from '@grpc/grpc-js';
export const two = ServerCredentials.createSsl(null, []);`,
    breaks: 'no-restricted-syntax',
  },
  {
    path: 'daemon/api/serves-anyone-too.ts',
    text: `import { ServerCredentials } from '@grpc/grpc-js';
export const three = ServerCredentials.createSsl(null, [], false);`,
    breaks: 'no-restricted-syntax',
  },
  {
    path: 'daemon/api/serves-known.ts',
    text: `import { ServerCredentials } from '@grpc/grpc-js';
export const three = ServerCredentials.createSsl(null, [], true);`,
  },
  { path: 'daemon/loop/wall-clock.ts', text: 'export const now = (): number => Date.now();', breaks: GLOBALS },
  { path: 'adapters/ssh/wall-clock.ts', text: 'export const until = new Date();', breaks: GLOBALS },
  { path: 'daemon/ports/clock.ts', text: 'export const wall = (): Date => new Date();' },
  {
    path: 'adapters/ssh/shells-out.ts',
    text: "import { exec } from 'node:child_process';\nexport const run = exec;",
    breaks: 'no-restricted-imports',
  },
  { path: 'tools/rackctl/evaluates.ts', text: "export const x: unknown = eval('1');", breaks: 'no-eval' },
  { path: 'adapters/ssh/connection.ts', text: "import { Client } from 'ssh2';\nexport const client = new Client();" },
  {
    path: 'tools/rackctl/any.ts',
    text: 'export const parse = (text: string): any => text;',
    breaks: '@typescript-eslint/no-explicit-any',
  },
  {
    path: 'tools/rackctl/loose.ts',
    text: 'export const same = (a: string, b: string): boolean => a == b;',
    breaks: 'eqeqeq',
  },
  {
    path: 'daemon/loop/awaits.ts',
    text: 'export const begin = async (work: Promise<void>): Promise<void> => await work;',
  },
];

interface FileResult {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

describe('the ESLint rules', () => {
  it('find what must not be written, and nothing else', { timeout: 150_000 }, async () => {
    const files = Object.fromEntries(PLANTED.map(({ path, text }) => [path, `${text}\n`]));
    const args = ['--config', '.config/eslint.config.js', '--format', 'json', '.'];
    const { answer, directory } = await withPlantedTree(files, async (directory) => ({
      answer: await runTool('eslint/bin/eslint.js', args, directory),
      directory,
    }));
    expect(answer.stderr).toBe('');
    expect(answer.code).toBe(1);
    const found = (JSON.parse(answer.stdout) as readonly FileResult[]).flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId, message }) => `${filePath.slice(directory.length + 1)}: ${ruleId ?? message}`),
    );
    const expected = PLANTED.flatMap(({ path, breaks }) => (breaks === undefined ? [] : [`${path}: ${breaks}`]));
    expect([...new Set(found)].sort()).toEqual(expected.sort());
  });
});
