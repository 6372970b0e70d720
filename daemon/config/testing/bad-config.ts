// What the corpora of bad configurations share: ways to spoil the good one, and how a problem is compared with what it must say. Used by tests only.
import { expect } from 'vitest';
import { parseConfig } from '../load.js';
import { problemLine } from '../problem.js';
import { GOOD } from './good-config.js';

/** [what is wrong, the file, what stands at the place that is named, the field, words the problem must contain] */
export type Bad = [string, string, string, string, RegExp];

export function edited(from: string | RegExp, to: string): string {
  const text = GOOD.replace(from, to);
  expect(text, `the edit of ${from} did nothing`).not.toBe(GOOD);
  return text;
}

export const top = (line: string) => `${line}\n${GOOD}`;

export function expectRefused(...[, text, place, field, words]: Bad): void {
  const loaded = parseConfig(Buffer.from(text), '/etc/farside/rack.yaml');
  if (loaded.kind !== 'bad') return expect.unreachable('it was taken for good');
  const shown = loaded.problems.map(problemLine).join('\n');
  const problem = loaded.problems.find((each) => each.field === field && words.test(each.text));
  expect(problem, shown).toBeDefined();
  const rest = (text.split('\n')[(problem?.line ?? 0) - 1] ?? '').slice((problem?.column ?? 0) - 1);
  expect(rest.slice(0, place.length), shown).toBe(place);
  expect(problem?.file).toBe('/etc/farside/rack.yaml');
  expect(shown).not.toContain('hunter2');
}
