// A second try must be named where it was needed, and must never be given to what is pure: there chance itself is the defect.
import { describe, expect, it } from 'vitest';
import type { TestModule } from 'vitest/node';
import { secondTries } from './second-tries.js';
import config from './vitest.config.js';

const moduleOf = (relativeModuleId: string, tests: readonly { fullName: string; flaky: boolean }[]) =>
  ({
    relativeModuleId,
    children: {
      allTests: () => tests.map(({ fullName, flaky }) => ({ fullName, diagnostic: () => ({ flaky }) })),
    },
  }) as unknown as TestModule;

describe('second tries', () => {
  it('are named with their file, and nothing else is', () => {
    const modules = [
      moduleOf('hil-test/a.test.ts', [
        { fullName: 'link > drops', flaky: true },
        { fullName: 'link > holds', flaky: false },
      ]),
      moduleOf('hil-test/b.test.ts', [{ fullName: 'serves', flaky: false }]),
    ];
    expect(secondTries(modules)).toEqual(['hil-test/a.test.ts > link > drops']);
  });
  it('are not given to pure tests', () => {
    const projects = (config as { test: { projects: { test: { name: string; include: string[]; retry: number } }[] } })
      .test.projects;
    const pure = projects.filter(({ test }) => test.include.some((glob) => /safety|\.config/.test(glob)));
    expect(pure.map(({ test }) => [test.name, test.retry])).toEqual([['pure', 0]]);
    expect(projects.every(({ test }) => test.retry <= 1)).toBe(true);
  });
});
