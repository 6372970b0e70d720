// The files of the house as they lie there, for tests that look at all of them. It only reads.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOP } from './planted-tree.js';

/** Beside what .gitignore leaves out: the licence is not ours to judge, the lock file has its own test, transcripts are recordings. */
const LEFT_OUT = /^(?:\.git|node_modules|dist|\.cache|coverage|LICENSE|package-lock\.json|transcripts)$/;

function walk(directory: string): string[] {
  return readdirSync(join(TOP, directory), { withFileTypes: true }).flatMap((entry) => {
    if (LEFT_OUT.test(entry.name)) return [];
    const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
    if (entry.isDirectory()) return walk(path);
    return entry.isFile() ? [path] : [];
  });
}

/** Paths from the top, with forward slashes. */
export const all = walk('');
const texts = new Map(all.map((path) => [path, readFileSync(join(TOP, path), 'utf8')]));
export const read = (path: string): string => {
  const text = texts.get(path);
  if (text === undefined) throw new Error(`there is no ${path}`);
  return text;
};
/** The text of a file that need not be there. */
export const readIfThere = (path: string): string => texts.get(path) ?? '';
export const lines = (path: string): string[] => read(path).split('\n');

/** Written by people: what a generator wrote is nobody's style. */
export const ours = all.filter((path) => !path.startsWith('proto/generated/'));
export const typescript = ours.filter((path) => path.endsWith('.ts'));
