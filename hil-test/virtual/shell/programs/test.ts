// test and [: files, strings, numbers, negation, -a and -o between single tests.
// Must never take an expression it does not understand for true.
import { complain, inside, type Process, type Program } from '../process.js';

const STRINGS: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '-eq': (a, b) => Number(a) === Number(b),
  '-ne': (a, b) => Number(a) !== Number(b),
  '-gt': (a, b) => Number(a) > Number(b),
  '-ge': (a, b) => Number(a) >= Number(b),
  '-lt': (a, b) => Number(a) < Number(b),
  '-le': (a, b) => Number(a) <= Number(b),
};

export const test: Program = (process) => {
  const args = process.argv.slice(1);
  if (process.argv[0] === '[' && args.pop() !== ']') return complain(process, 'missing ]', 2);
  const either = split(args, '-o').map((all) => split(all, '-a').map((one) => single(process, one)));
  if (either.flat().includes(undefined)) return complain(process, 'expression not understood', 2);
  return either.some((all) => all.every((truth) => truth === true)) ? 0 : 1;
};

function split(args: readonly string[], at: string): string[][] {
  const parts: string[][] = [[]];
  for (const arg of args) {
    if (arg === at) parts.push([]);
    else parts.at(-1)?.push(arg);
  }
  return parts;
}

function single(process: Process, args: readonly string[]): boolean | undefined {
  const [first, second, third] = args;
  if (first === '!' && args.length > 1) {
    const inner = single(process, args.slice(1));
    return inner === undefined ? undefined : !inner;
  }
  if (args.length === 0) return false;
  if (args.length === 1) return first !== '';
  if (args.length === 2) return unary(process, first as string, second as string);
  if (args.length === 3) return STRINGS[second as string]?.(first as string, third as string);
  return undefined;
}

function unary(process: Process, what: string, value: string): boolean | undefined {
  const entry = process.node.fs.entry(inside(process, value));
  switch (what) {
    case '-n':
      return value !== '';
    case '-z':
      return value === '';
    case '-e':
    case '-r':
      return entry !== undefined;
    case '-f':
      return entry?.kind === 'file' || entry?.kind === 'generated';
    case '-d':
      return entry?.kind === 'dir';
    case '-b':
      return entry?.kind === 'device';
    case '-s':
      return entry?.kind === 'file' ? entry.size > 0 : entry !== undefined;
    default:
      return undefined;
  }
}
