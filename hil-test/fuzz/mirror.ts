// An instrumented copy of the code under test in a folder of its own, laid out like the checkout, so that a worker can import it.
// Must never write into the checkout, and must leave nothing behind: whoever makes a mirror removes it.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { decodersIn, type FoundDecoder, goldenBytes } from './decoders.js';
import { TOP } from '../checkout.js';
import { instrumented, plainJavaScript } from './instrument.js';

const CLIENT = 'adapters/node-ipmi/src';
const VIRTUAL_BMC = 'hil-test/virtual/bmc';
const FUZZER = 'hil-test/fuzz';
/** What the worker imports as it is: the fuzzer itself, and what is not reached by a packet. */
const PLAIN = ['hil-test/virtual/clock.ts', 'hil-test/virtual/random.ts', `${VIRTUAL_BMC}/test-bench.ts`];
/** What only the main thread needs. */
const NOT_IN_WORKER = new Set(['main', 'fuzz', 'instrument', 'mirror', 'decoders']);
/** The counters of probe.ts have room for so many. */
const BLOCKS_MAX = 65_536;

export interface Mirror {
  readonly worker: string;
  readonly commandFiles: readonly string[];
  readonly decoders: readonly FoundDecoder[];
  /** Golden bytes by the file whose test has them. */
  readonly seeds: Readonly<Record<string, readonly string[]>>;
  readonly blocks: number;
  readonly literals: readonly number[];
  remove(): void;
}

/** For negative controls: in `file` (from the top of the checkout) `from` becomes `to`. */
export interface Patch {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

function sourcesIn(top: string, folder: string): readonly string[] {
  return readdirSync(join(top, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return /^(?:testing|conformance|dist)$/.test(entry.name) ? [] : sourcesIn(top, path);
      return /(?<!\.test|\.d)\.ts$/.test(entry.name) ? [path] : [];
    });
}

function patched(source: string, file: string, patches: readonly Patch[]): string {
  return patches
    .filter((patch) => patch.file === file)
    .reduce((text, { from, to }) => {
      if (!text.includes(from))
        throw new Error(`${file}: the planted defect does not fit any more; there is no "${from}"`);
      return text.replace(from, to);
    }, source);
}

export function makeMirror(patches: readonly Patch[]): Mirror {
  const folder = mkdtempSync(join(tmpdir(), 'farside-fuzz-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    return { ...fill(TOP, folder, patches), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function fill(top: string, folder: string, patches: readonly Patch[]): Omit<Mirror, 'remove'> {
  const write = (file: string, code: string): void => {
    const path = join(folder, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  };
  const read = (file: string): string => readFileSync(join(top, file), 'utf8');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');

  const fuzzer = sourcesIn(top, FUZZER).filter((file) => !NOT_IN_WORKER.has(file.slice(FUZZER.length + 1, -3)));
  for (const file of [...fuzzer, ...PLAIN]) write(file, plainJavaScript(read(file), file));

  const underTest = [...sourcesIn(top, CLIENT), ...sourcesIn(top, VIRTUAL_BMC), `${FUZZER}/planted.ts`];
  const decoders: FoundDecoder[] = [];
  const seeds: Record<string, readonly string[]> = {};
  const literals = new Set<number>();
  let blocks = 0;
  for (const file of underTest.filter((one) => !PLAIN.includes(one))) {
    const source = patched(read(file), file, patches);
    const probe = relative(dirname(file), `${FUZZER}/probe.js`);
    const result = instrumented(source, file, blocks, probe.startsWith('.') ? probe : `./${probe}`);
    write(file, result.code);
    blocks += result.blocks;
    for (const literal of result.literals) literals.add(literal);
    if (!file.startsWith(CLIENT)) continue;
    seeds[file] = goldenBytes(testsOf(top, file));
    decoders.push(...decodersIn(file, source, seeds[file] ?? []));
  }
  if (blocks > BLOCKS_MAX) throw new Error(`${blocks} blocks under test, and probe.ts has room for ${BLOCKS_MAX}`);
  return {
    worker: join(folder, `${FUZZER}/worker.js`),
    commandFiles: underTest.filter((file) => file.startsWith(`${CLIENT}/commands/`)),
    decoders,
    seeds,
    blocks,
    literals: [...literals],
  };
}

/** The test beside a file; without one, all tests of its folder, for wire/ tests several files in one. */
function testsOf(top: string, file: string): string {
  const beside = join(top, file.replace(/\.ts$/, '.test.ts'));
  if (existsSync(beside)) return readFileSync(beside, 'utf8');
  const folder = join(top, dirname(file));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}
