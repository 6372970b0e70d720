// Words must come out of a real shell as they went in, whatever is in them; what cannot be carried is refused.
// The shell is the real one: what it makes of a line is the only judge.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pipeline, quote, sequence, ShellScript } from './shell-line.js';

const throughShell = (words: readonly string[]): string[] => {
  const line = quote(['printf', '%s\\0', ...words]);
  return execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' }).split('\0').slice(0, -1);
};

const nasty = fc.oneof(
  fc.string({
    unit: fc.constantFrom(
      "'",
      '"',
      '\\',
      '$',
      '`',
      ' ',
      '\n',
      '\t',
      '*',
      '~',
      '#',
      '!',
      '&',
      '|',
      ';',
      '(',
      '{',
      'a',
      '-',
      '=',
      '%',
    ),
  }),
  fc.string({ unit: 'binary' }).filter((word) => !word.includes('\0')),
);

describe('quote', () => {
  it('carries any words through a real shell unchanged', () => {
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 8 }), (words) => {
        expect(throughShell(words)).toEqual(words);
      }),
      { numRuns: 200 },
    );
  });

  it.each(['$(id)', '`id`', "'; id; '", '\n id', '-n', '', '~root', '!!', 'a=b'])('carries %j', (word) => {
    expect(throughShell([word])).toEqual([word]);
  });

  it('leaves plain words as people would type them', () => {
    expect(quote(['rauc', 'status', '--output-format=json'])).toBe("rauc status '--output-format=json'");
    expect(quote(['sha256sum', '/dev/disk/by-partlabel/slot_b'])).toBe('sha256sum /dev/disk/by-partlabel/slot_b');
  });

  it('does not let a word become grammar or an assignment', () => {
    const run = (argv: string[]) => () => execFileSync('/bin/sh', ['-c', quote(argv)], { stdio: 'ignore' });
    expect(run(['PATH=/nowhere', 'id'])).toThrow();
    expect(run(['if', 'true'])).toThrow();
    expect(quote(['if', 'true'])).toBe("'if' true");
  });

  it.each([[[]], [['']], [['a\0b']], [['\ud800']], [['x'.repeat(130_000)]]])(
    'refuses what no shell can carry (%#)',
    (argv) => {
      expect(() => quote(argv)).toThrow();
    },
  );
});

describe('scripts', () => {
  it('are built from argument vectors, each quoted', () => {
    expect(pipeline([['cat', 'a b'], ['sha256sum']]).line).toBe("cat 'a b' | sha256sum");
    expect(
      sequence(
        ['sync'],
        pipeline([
          ['cat', '/x'],
          ['wc', '-c'],
        ]),
      ).line,
    ).toBe('sync && cat /x | wc -c');
  });

  it('cannot be made of free text', () => {
    expect(() => new ShellScript(Symbol('script'), 'rm -rf /')).toThrow(/pipeline\(\) and sequence\(\) only/);
    expect(() => pipeline([])).toThrow();
    expect(() => sequence()).toThrow();
  });
});
