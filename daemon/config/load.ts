// Reads a rack's configuration file: bytes, YAML, schema, cross-checks. The answer is a typed configuration or every problem found, with its
// place in the file. It never guesses, never fills in what was meant, and never throws for what a file says (G-20).
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { crossChecks } from './cross-checks.js';
import { type Finding, fieldName, findings, type Problem } from './problem.js';
import { type RackConfig, rackSchema } from './schema.js';
import { readYaml } from './yaml-text.js';

export type LoadedConfig =
  /** `digest` names the file's bytes: it goes into the log when rackd starts. */
  | { readonly kind: 'ok'; readonly config: RackConfig; readonly digest: string }
  | { readonly kind: 'bad'; readonly problems: readonly Problem[] };

const FILE_BYTES_MAX = 1024 * 1024;
const PROBLEMS_MAX = 50;

export function loadConfig(path: string): LoadedConfig {
  const bytes = readBytes(path);
  if (typeof bytes === 'string') return bad([{ file: path, line: 1, column: 1, field: '', text: bytes }]);
  return parseConfig(bytes, path);
}

/** `file` is how the file is called in problems, and relative paths in it are meant from its directory. */
export function parseConfig(bytes: Uint8Array, file: string): LoadedConfig {
  const whole = (text: string): LoadedConfig => bad([{ file, line: 1, column: 1, field: '', text }]);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return whole('the file is not UTF-8 text');
  }
  if (text.includes('\0')) return whole('the file is not text: it holds zero bytes');
  const yaml = readYaml(text);
  if (yaml.kind === 'bad') return bad(yaml.problems.map((problem) => ({ file, field: '', ...problem })));
  const place = ({ at, text }: Finding): Problem => ({ file, ...yaml.placeOf(at), field: fieldName(at), text });

  const parsed = rackSchema(dirname(resolve(file))).safeParse(yaml.data);
  if (!parsed.success) return bad(parsed.error.issues.flatMap((issue) => findings(issue, yaml.data)).map(place));
  const crossed = crossChecks(parsed.data);
  if (crossed.length > 0) return bad(crossed.map(place));
  return { kind: 'ok', config: parsed.data, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

function bad(problems: readonly Problem[]): LoadedConfig {
  const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  const shown = sorted.slice(0, PROBLEMS_MAX);
  const last = shown.at(-1);
  if (sorted.length > shown.length && last !== undefined) {
    shown.push({ ...last, field: '', text: `and ${sorted.length - shown.length} more problems after this` });
  }
  return { kind: 'bad', problems: shown };
}

/** The file's bytes, or why not, in words. */
function readBytes(path: string): Uint8Array | string {
  let descriptor: number | undefined;
  try {
    // Not blocking: a named pipe in its place must not hang the start.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return 'this is not a file';
    if (stat.size > FILE_BYTES_MAX)
      return `the file has ${stat.size} bytes; a configuration has at most ${FILE_BYTES_MAX}`;
    const bytes = Buffer.alloc(stat.size);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, stat.size, 0));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
