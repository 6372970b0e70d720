// Targets that need no line anywhere: decoders that take bytes alone, and the decode of every command, as found in the sources.
// Must never call one that needs more than bytes: those are told by name, and the run fails until targets.ts has them.
import type { FoundDecoder } from './decoders.js';
import type { Target } from './target.js';
import { HINTS, isWireError, LISTED } from './targets.js';

const DATAGRAM_MAX = 1_100;
const DATA_MAX = 300;

export interface Found {
  readonly targets: readonly Target[];
  readonly unlisted: readonly string[];
}

/** `load` imports a source file of the copy, by its path from the top. */
export async function foundTargets(
  decoders: readonly FoundDecoder[],
  commandFiles: readonly string[],
  seeds: Readonly<Record<string, readonly string[]>>,
  load: (file: string) => Promise<Readonly<Record<string, unknown>>>,
): Promise<Found> {
  const targets: Target[] = [];
  for (const { file, name, needsMore, seeds: golden } of decoders) {
    if (needsMore) continue;
    const decode = (await load(file))[name];
    if (typeof decode !== 'function') throw new TypeError(`${file} has no function ${name}`);
    const { seeds: more = [], mend } = HINTS[name] ?? {};
    targets.push(
      target(
        name,
        [...more, ...bytesOf(golden)],
        DATAGRAM_MAX,
        (bytes) => Reflect.apply(decode, undefined, [bytes]),
        mend,
      ),
    );
  }
  for (const file of commandFiles) {
    for (const [key, value] of Object.entries(await load(file))) {
      if (!isCommand(value)) continue;
      targets.push(target(`${key}.decode`, bytesOf(seeds[file] ?? []), DATA_MAX, (bytes) => value.decode(bytes)));
    }
  }
  const unlisted = decoders
    .filter(({ needsMore, name }) => needsMore && !LISTED.has(name))
    .map(({ file, name }) => `${file}: ${name}`);
  return { targets, unlisted };
}

function target(
  name: string,
  seeds: readonly Buffer[],
  bytesMax: number,
  run: (bytes: Buffer) => unknown,
  mend?: Target['mend'],
): Target {
  const rest = mend === undefined ? {} : { mend };
  return { name, seeds: [Buffer.alloc(0), ...seeds], bytesMax, begin: () => run, refuses: isWireError, ...rest };
}

const bytesOf = (words: readonly string[]): Buffer[] => words.map((word) => Buffer.from(word, 'hex'));

function isCommand(value: unknown): value is { decode(bytes: Buffer): unknown } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'decode' in value &&
    'netFn' in value &&
    typeof value.decode === 'function'
  );
}
