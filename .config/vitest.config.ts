// One test run for every room. Sources are tested as written (condition "source"), never the build.
// What is pure is tried once: there chance is a defect. What speaks to sockets, processes and clocks on a busy machine is tried a second time,
// and named at the end if it needed it (second-tries.ts): a red run must mean a broken house, and a flake must not stay unseen.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { SecondTries } from './second-tries.js';

const project = (name: string, include: readonly string[], retry: number) => ({
  extends: true as const,
  test: { name, include: [...include], retry },
});

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    projects: [
      project('pure', ['{safety,proto}/**/*.test.ts', '.config/**/*.test.ts'], 0),
      project('world', ['{adapters,daemon,tools,hil-test}/**/*.test.ts'], 1),
    ],
    reporters: ['default', new SecondTries()],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    maxWorkers: 2,
    maxConcurrency: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
