// Names the tests that passed only on a second try, at the end of a run where nobody can miss it: each is a defect of the test or of the code.
// Must never turn red into green: it only tells.
import type { Reporter, TestModule } from 'vitest/node';

export function secondTries(modules: readonly TestModule[]): readonly string[] {
  return modules.flatMap((module) =>
    [...module.children.allTests()]
      .filter((test) => test.diagnostic()?.flaky === true)
      .map((test) => `${module.relativeModuleId} > ${test.fullName}`),
  );
}

export class SecondTries implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const names = secondTries(modules);
    if (names.length > 0)
      console.log(`\nPASSED ONLY ON A SECOND TRY, to be mended:\n${names.map((name) => `  ${name}`).join('\n')}`);
  }
}
