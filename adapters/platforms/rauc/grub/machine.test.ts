// GRUB's language where it differs from what one would expect, checked with small scripts; its grammar against grub-script-check where installed.
import { describe, expect, it } from 'vitest';
import { type GrubEnv, GrubMachine } from './machine.js';
import { readScript } from './tree.js';

/** The kernel's arguments after the given lines have run. */
function args(script: string, env: GrubEnv = {}): readonly string[] {
  const end = new GrubMachine(env, 'grubenv').boot(readScript(`${script}\nboot\n`));
  if (end.kind !== 'kernel') throw new Error(end.text);
  return end.args;
}

describe('words', () => {
  it('cuts an unquoted variable at blanks and keeps a quoted one whole', () => {
    expect(args('set a="1 2"\nlinux $a "$a" x${a}y')).toEqual(['1', '2', '1 2', 'x1', '2y']);
  });
  it('leaves no word for an unquoted empty variable, and an empty one for a quoted', () => {
    expect(args('set a=\nlinux $a "$a" end')).toEqual(['', 'end']);
  });
  it('puts nothing in between single quotes', () => {
    expect(args("set a=1\nlinux '$a' \\$a")).toEqual(['$a', '$a']);
  });
  it('knows a comment, a continued line, and several commands on a line', () => {
    expect(args('# set a=2\nset a=1; set b=2 # set b=3\nlinux $a \\\n$b')).toEqual(['1', '2']);
  });
});

describe('tests', () => {
  const truth: readonly [string, boolean][] = [
    ['"a" = "a"', true],
    ['"a" == "b"', false],
    ['a != b', true],
    ['1 -eq 01', true],
    ['2 -lt 1', false],
    ['-z ""', true],
    ['-n ""', false],
    ['! 1 = 2', true],
    ['1 = 1 -a 1 = 2', false],
    ['1 = 2 -a 1 = 1 -o 1 = 1', true],
    ['1 = 1 -o 1 = 1 -a 1 = 2', true],
    ['""', false],
    ['x', true],
  ];
  for (const [test, expected] of truth) {
    it(`[ ${test} ] is ${expected}`, () => {
      expect(args(`if [ ${test} ]; then linux yes; else linux no; fi`)).toEqual([expected ? 'yes' : 'no']);
    });
  }
});

describe('menus and the environment', () => {
  const entries = 'menuentry one --id first { linux 1 }\nmenuentry "two three" { linux 2 }\nset timeout=3\n';
  const chosen = (set: string) => {
    const end = new GrubMachine({}, 'grubenv').boot(readScript(`${entries}${set}\n`));
    return end.kind === 'kernel' ? end.args[0] : end.text;
  };
  it('starts the entry that default names by number, title or id, and the first one otherwise', () => {
    expect(chosen('set default=1')).toBe('2');
    expect(chosen('set default="two three"')).toBe('2');
    expect(chosen('set default=first')).toBe('1');
    expect(chosen('set default=nonsense')).toBe('1');
    expect(chosen('')).toBe('1');
  });
  it('removes a variable that is saved without a value', () => {
    const end = new GrubMachine({ a: '1', b: '2' }, 'grubenv').boot(
      readScript('load_env a\nunset a\nset b=3\nsave_env a b\nlinux x\nboot\n'),
    );
    expect(end).toMatchObject({ saved: { b: '3' } });
    expect(end).not.toHaveProperty('saved.a');
  });
  it('leaves a loop by break, and only the innermost one', () => {
    expect(args('set n=\nfor a in 1 2; do for b in x y; do set n=$n$a$b; break; done; done\nlinux $n')).toEqual([
      '1x2x',
    ]);
  });
});
