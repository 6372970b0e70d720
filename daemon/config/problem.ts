// A problem of a configuration file, in words: where it is, what was found, what was expected. It never repeats what could be a secret.
import type { z } from 'zod';

export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `nodes[3].ssh.port`; empty for the file as a whole. */
  readonly field: string;
  readonly text: string;
}

export type Path = readonly (string | number)[];

/** A finding before it is known where in the file it lies. `at` names the place, `field` what people call it. */
export interface Finding {
  readonly at: Path;
  readonly text: string;
}

export const problemLine = ({ file, line, column, field, text }: Problem): string =>
  `${file}:${line}:${column}: ${field === '' ? '' : `${field}: `}${text}`;

export const fieldName = (path: Path): string =>
  path.reduce<string>((name, part) => {
    if (typeof part === 'number') return `${name}[${part}]`;
    return name === '' ? part : `${name}.${part}`;
  }, '');

const SECRET = /pass|secret|token|key|url|argv/i;

/** What stands in the file, short; never where a secret may have been put by mistake. */
function found(value: unknown, path: Path): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'no value';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') return 'a mapping';
  const kind = typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'value';
  if (path.some((part) => typeof part === 'string' && SECRET.test(part))) return `another ${kind}`;
  const words = String(value);
  if (typeof value !== 'string') return `the ${kind} ${words}`;
  // A terminal must not obey what a file says.
  return words.length > 60 || /[\u0000-\u001f\u007f-\u009f]/.test(words)
    ? `a text of ${words.length} characters`
    : `"${words}"`;
}

/** Levenshtein's distance, for short names. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

function didYouMean(key: string, known: readonly string[]): string {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[-_]/g, '');
  const far = (name: string) => {
    const edits = distance(plain(key), plain(name));
    const isCut = plain(name).startsWith(plain(key)) || plain(key).startsWith(plain(name));
    return { name, edits, near: isCut ? Math.min(edits, 1) : edits };
  };
  const [best] = known.map(far).sort((a, b) => a.near - b.near || a.edits - b.edits);
  if (best !== undefined && key.length <= 64 && best.near <= Math.max(2, Math.floor(key.length / 3))) {
    return `did you mean "${best.name}"?`;
  }
  return `known here: ${known.join(', ')}`;
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const part of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}

/** One of zod's issues as findings. The schema's error texts say what was expected (fields.ts). */
export function findings(issue: z.core.$ZodIssue, root: unknown): Finding[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(' ');
    return issue.keys.map((key) => ({
      at: [...path, key],
      text: `there is no such field; ${didYouMean(key, known)}`,
    }));
  }
  const value = valueAt(root, path);
  if (value === undefined) return [{ at: path, text: `is missing; expected ${issue.message}` }];
  return [{ at: path, text: `expected ${issue.message}, found ${found(value, path)}` }];
}
