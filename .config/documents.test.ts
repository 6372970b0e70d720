// What documents and comments say exists, exists: IDs, pages, npm scripts, faults, fields of the configuration. Words can still be wrong; names cannot.
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rackSchema } from '#daemon/config/schema.js';
import { all, lines, ours, read, typescript } from './tree.js';

const README_LINES_MAX = 120;
const citing = [...typescript, ...ours.filter((path) => /\.(?:md|proto|sh|ya?ml|service)$/.test(path))];

/** Every match of a global pattern in the files that may cite, as `path: match`, without those that `known` has. */
function unknownIn(pattern: RegExp, known: (found: string) => boolean): string[] {
  return citing.flatMap((path) => {
    const found = new Set([...read(path).matchAll(pattern)].map(([name]) => name));
    return [...found].filter((name) => !known(name)).map((name) => `${path}: ${name}`);
  });
}

describe('what is cited exists', () => {
  const rows = [...read('docs/requirements.md').matchAll(/^\| ([A-Z]+-?\d+) \|.*\| ([^|]*) \|$/gm)];

  it('requirements, rules and goals', () => {
    const ids = new Set([...read('docs/requirements.md').matchAll(/^\| ([A-Z]+-?\d+) \|/gm)].map(([, id]) => id));
    expect(ids.size).toBeGreaterThan(50);
    const pattern = /\b(?:(?:FLT|UPG|CTL|SAF|LNK|OBS|ENV)-\d+|G-\d\d|K\d\d)\b/g;
    expect(unknownIn(pattern, (id) => ids.has(id))).toEqual([]);
  });

  it('documents', () => {
    const names = new Set(all.map((path) => basename(path)));
    expect(unknownIn(/(?<![\w*/.-])(?:[\w.-]+\/)*[\w-]+\.md\b/g, (name) => names.has(basename(name)))).toEqual([]);
  });

  it('rules of DESIGN.md, by number', () => {
    const rules = [...read('docs/DESIGN.md').matchAll(/^(\d+)\. \*\*/gm)].map(([, number]) => number);
    expect(rules).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    expect(unknownIn(/DESIGN\.md, rules? \d+/g, (found) => rules.includes(/\d+$/.exec(found)?.[0]))).toEqual([]);
  });

  it('each rule of the kernel that docs/requirements.md says is there, and no other', () => {
    const files = all.flatMap((path) => /^safety\/rules\/(k\d\d)-[\w-]+\.ts$/.exec(path)?.[1]?.toUpperCase() ?? []);
    const promised = rows.filter(([, id, now]) => id?.startsWith('K') && now?.trim() !== 'no').map(([, id]) => id);
    expect(promised).toEqual([...new Set(files)].sort());
  });
});

describe('docs/fault-atlas.md', () => {
  const fieldsOf = (path: string): string[] =>
    [...read(path).matchAll(/^ {2}(\w+): (?:boolean|number);$/gm)].map(([, name]) => name ?? '');
  const listed = (name: string) => read('docs/fault-atlas.md').includes(`| \`${name}\` |`);

  it.each(['hil-test/virtual/bmc/faults.ts', 'hil-test/virtual/node/faults.ts'])('has every fault of %s', (path) => {
    expect(fieldsOf(path).length).toBeGreaterThan(3);
    expect(fieldsOf(path).filter((name) => !listed(name))).toEqual([]);
  });

  it('has every behaviour of an image', () => {
    const list = /BEHAVIOURS = \[([^\]]*)\]/.exec(read('hil-test/virtual/node/slot.ts'))?.[1] ?? '';
    const behaviours = [...list.matchAll(/'([\w-]+)'/g)].map(([, name]) => name ?? '');
    expect(behaviours.length).toBeGreaterThan(3);
    expect(behaviours.filter((name) => !listed(name))).toEqual([]);
  });
});

/** Names of all fields below this piece of JSON Schema. */
function fieldsIn(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(fieldsIn);
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {} } = schema as { properties?: Readonly<Record<string, unknown>> };
  return [...Object.keys(properties), ...Object.values(schema).flatMap(fieldsIn)];
}

describe('docs/operations.md', () => {
  it('has every field that a configuration may have', () => {
    const fields = new Set(fieldsIn(z.toJSONSchema(rackSchema('.'), { io: 'input' })));
    expect(fields.size).toBeGreaterThan(50);
    const text = read('docs/operations.md');
    expect([...fields].filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  });
});

describe('README.md', () => {
  it(`has at most ${README_LINES_MAX} lines`, () => {
    expect(lines('README.md').length - 1).toBeLessThanOrEqual(README_LINES_MAX);
  });

  it('names only npm scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
    const named = [...read('README.md').matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(
      ([, run, short]) => run ?? short ?? '',
    );
    expect(named).toEqual(expect.arrayContaining(['start', 'test']));
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
