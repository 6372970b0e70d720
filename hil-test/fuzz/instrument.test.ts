// Instrumented code does what the code did, and tells what it should tell. Judged by running it, not by looking at its text.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { instrumented } from './instrument.js';

const folder = mkdtempSync(join(tmpdir(), 'farside-instrument-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;

interface Notes {
  readonly hits: readonly number[];
  readonly indexes: readonly number[];
  readonly made: readonly unknown[];
  readonly compared: readonly (readonly unknown[])[];
}

/** Runs `source`, which exports `run`, against a probe that only writes down. */
async function noted(
  source: string,
): Promise<{ result: unknown; notes: Notes; blocks: number; literals: readonly number[] }> {
  const name = `case-${serial++}`;
  const { code, blocks, literals } = instrumented(source, `${name}.ts`, 100, `./${name}-probe.js`);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, `${name}-probe.js`),
    `export const notes = { hits: [], indexes: [], made: [], compared: [] };
     export const hit = (block) => { notes.hits.push(block); };
     export const at = (subject, index) => { notes.indexes.push(index); return subject[index]; };
     export const equal = (a, b) => { notes.compared.push([a, b]); return a === b; };
     export const made = (thing) => { notes.made.push(thing); return thing; };`,
  );
  writeFileSync(join(folder, `${name}.js`), code);
  const load = async (file: string) =>
    (await import(pathToFileURL(join(folder, file)).href)) as Record<string, unknown>;
  const { run } = await load(`${name}.js`);
  if (typeof run !== 'function') throw new TypeError('the case exports no run');
  const result: unknown = Reflect.apply(run, undefined, []);
  return { result, notes: (await load(`${name}-probe.js`))['notes'] as Notes, blocks, literals };
}

describe('instrumented code', () => {
  it('gives the same result, for everything that a decoder is written with', async () => {
    const { result, blocks, notes } = await noted(`
      type Row = { readonly [name: string]: number };
      class Box<T> {
        #inside: T;
        static made = 0;
        constructor(inside: T) { this.#inside = inside; Box.made += 1; }
        get inside(): T { return this.#inside; }
        set inside(value: T) { this.#inside = value; }
        twice(by = 2): number { return Number(this.#inside) * by; }
      }
      function* count(to: number) { for (let n = 0; n < to; n++) yield n; }
      const table: Row = { a: 1, b: 2 };
      const kind = (n: number): string => { switch (n) { case 0: return 'none'; case 1: { return 'one'; } default: return 'many'; } };
      export function run(): unknown {
        const box = new Box(4);
        box.inside = 5;
        let sum = 0;
        for (const n of count(4)) { if (n === 1) continue; else sum += n; }
        for (const name in table) sum += table[name] ?? 0;
        let left = 3;
        while (left !== 0) left--;
        do left += 2; while (left < 5);
        const list = [3, 1, 2];
        list[0] += 10;
        list[1]++;
        const calls = { say(this: { word: string }) { return this.word; }, word: 'me' };
        let caught = '';
        try { throw new RangeError('far'); } catch (error) { caught = (error as Error).message; }
        return [box.twice(), box.twice(3), sum, left, list, calls['say'](), caught, kind(0), kind(1), kind(9), list[9] ?? 'none',
          table?.['a'], (list as number[] | undefined)?.[1], sum > 3 ? 'more' : 'less', null ?? 'given', Box.made];
      }`);
    expect(result).toEqual([
      10,
      15,
      8,
      6,
      [13, 2, 2],
      'me',
      'far',
      'none',
      'one',
      'many',
      'none',
      1,
      2,
      'more',
      'given',
      1,
    ]);
    expect(blocks).toBeGreaterThan(20);
    expect(new Set(notes.hits).size).toBeGreaterThan(20);
    expect(notes.hits.every((block) => block >= 100 && block < 100 + blocks)).toBe(true);
  });

  it('passes a block for each turn of a loop, with or without braces', async () => {
    const { notes } = await noted(
      'export const run = () => { let n = 0; while (n < 50) n++; for (; n < 90; ) { n++; } };',
    );
    expect(notes.hits.length).toBe(91);
  });

  it('takes another block where another way is taken', async () => {
    const way = async (value: boolean) =>
      (
        await noted(
          `const go = (yes: boolean) => (yes && 'a') || (yes ? 'b' : 'c'); export const run = () => go(${value});`,
        )
      ).notes.hits;
    expect(await way(true)).not.toEqual(await way(false));
  });

  it('tells every index that is read as it comes, and none that is written or has its own answer', async () => {
    const { notes } = await noted(
      `export const run = () => {
      const bytes = Buffer.alloc(4);
      bytes[0] = 1; bytes[1] += 2; bytes[2]++; delete ([] as number[])[3];
      const own = bytes[40] ?? 0;
      return [own + bytes[50], bytes[51].length === 0];
    };`.replace('bytes[51].length === 0', 'String(bytes[51])'),
    );
    expect(notes.indexes).toEqual([50, 51]);
  });

  it('tells what was made, what was compared, and the numbers that are named', async () => {
    const { notes, literals } = await noted(
      'export const run = () => { const a = new Uint8Array(7); return a.length === 0x11be || a.length !== 7; };',
    );
    expect(notes.made).toEqual([new Uint8Array(7)]);
    expect(notes.compared).toEqual([
      [7, 0x11be],
      [7, 7],
    ]);
    expect(literals).toContain(0x11be);
  });
});
