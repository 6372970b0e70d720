// What the house asks of every file, checked over the tree as it lies there: a first comment, a length, names that say something, no leftovers.
// Must never need a list of exceptions that grows.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { all, lines, ours, read, readIfThere, typescript } from './tree.js';

const LINES_MAX = 400;

/** Places in these files that match, as `path:line: what`. */
function places(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    lines(path).flatMap((line, at) => {
      const found = pattern.exec(line);
      return found === null ? [] : [`${path}:${at + 1}: ${found[0]}`];
    }),
  );
}

/** A test with the files beside it that it imports: what a bench prints, the test prints. */
function withImports(path: string): string {
  const imported = [...read(path).matchAll(/from '(\.{1,2}\/[^']+)\.js'/g)].map(([, name]) =>
    join(path, '..', `${name}.ts`),
  );
  return [read(path), ...imported.map(readIfThere)].join('\n');
}

describe('the house is tidy', () => {
  it('has files to look at', () => {
    expect(typescript.length).toBeGreaterThan(100);
  });

  it('starts every TypeScript file with one to six lines on what it is for', () => {
    const bad = typescript.filter((path) => {
      const from = lines(path)[0]?.startsWith('#!') === true ? 1 : 0;
      const end = lines(path).findIndex((line, at) => at >= from && !line.startsWith('// '));
      return end - from < 1 || end - from > 6;
    });
    expect(bad).toEqual([]);
  });

  it(`keeps files under ${LINES_MAX} lines`, () => {
    const long = typescript.map((path) => `${path}: ${lines(path).length - 1}`);
    expect(long.filter((one) => Number(one.split(': ')[1]) > LINES_MAX)).toEqual([]);
  });

  it('has no name that says nothing', () => {
    const emptyName = /(?:^|\/)(?:utils?|commons?|helpers?|misc|shared|lib)(?:\/|\.[a-z]+$)/i;
    expect(all.filter((path) => emptyName.test(path))).toEqual([]);
  });

  it('leaves nothing for later', () => {
    // Put together here, so that this file is not what it looks for.
    const marks = [
      ['TO', 'DO'],
      ['FIX', 'ME'],
      ['X', 'XX'],
      ['HA', 'CK'],
    ].map((halves) => halves.join(''));
    expect(places(ours, new RegExp(`\\b(?:${marks.join('|')})\\b`))).toEqual([]);
  });

  it('skips no test without a printed reason, and runs none alone', () => {
    const tests = typescript.filter((path) => path.endsWith('.test.ts'));
    expect(places(tests, /\b(?:it|test|describe)\.(?:skip|only|todo)\b/)).toEqual([]);
    const silent = tests.filter(
      (path) =>
        /\.(?:skipIf|runIf)\(/.test(read(path)) &&
        !/console\.(?:log|warn|error|info)\(|stderr\.write\(/.test(withImports(path)),
    );
    expect(silent).toEqual([]);
  });

  it('names no place of one machine, nor a registry', () => {
    const folders = ['work', 'home', 'Users', 'root'].join('|');
    // A path that begins here: not the tail of a longer one, of an address or of a pattern.
    expect(places(ours, new RegExp(`(?<![\\w.$}/~*-])/(?:${folders})/[\\w.-]+`))).toEqual([]);
    expect(
      places(
        ours,
        new RegExp(['registry\\.npm', 'npmjs\\.', 'Co-Authored-'].map((word) => `${word}\\w`).join('|'), 'i'),
      ),
    ).toEqual([]);
  });
});
