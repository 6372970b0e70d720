// One packet into one target, watched: what it threw, how many blocks it took, what memory, what it read, whether it wrote to its input.
// Must never call a refusal a finding, nor count what the fuzzer itself allocates.
import { getHeapStatistics } from 'node:v8';
import { sameChanceAgain } from './fixed-chance.js';
import { BYTES_MAX, beginPacket, endPacket, probe, STEPS_MAX } from './probe.js';
import type { FindingKind } from './report.js';
import type { Target } from './target.js';

export interface Fault {
  readonly kind: FindingKind;
  readonly what: string;
}

const HEAP_SAMPLES = 9;
const HEAP_SAMPLES_NEEDED = 6;

/** Undefined when the packet was taken or refused as it should be. `probe` then holds its figures. */
export function execute(target: Target, bytes: Buffer, untouched: Buffer): Fault | undefined {
  sameChanceAgain();
  const run = target.begin();
  let thrown: unknown;
  beginPacket();
  try {
    run(bytes);
  } catch (error) {
    thrown = error ?? 'undefined was thrown';
  }
  endPacket();
  if (probe.steps > STEPS_MAX) return { kind: 'hang', what: `more than ${STEPS_MAX} blocks were passed` };
  if (probe.bytes > BYTES_MAX)
    return { kind: 'allocation', what: `${probe.bytes} bytes, and ${BYTES_MAX} are allowed` };
  if (probe.outOfBounds !== undefined) return { kind: 'out-of-bounds', what: probe.outOfBounds };
  if (thrown !== undefined && !target.refuses(thrown)) return { kind: 'crash', what: textOf(thrown) };
  if (!bytes.equals(untouched)) return { kind: 'input-changed', what: 'the decoder wrote to the packet' };
  return undefined;
}

/**
 * Bytes by which one run lets the JavaScript heap grow. Other things grow it too (code being compiled, caches), and a collection in the
 * middle hides growth. So a first sample within the limit is believed, unless `thorough`; otherwise more are taken, and what most of
 * them reach counts.
 */
export function heapGrowth(target: Target, bytes: Buffer, thorough: boolean): number {
  const samples: number[] = [];
  for (let round = 0; round < HEAP_SAMPLES; round++) {
    sameChanceAgain();
    const run = target.begin();
    const before = getHeapStatistics().used_heap_size;
    try {
      run(bytes);
    } catch {
      // Judged by execute(); here only the growth counts.
    }
    const grown = getHeapStatistics().used_heap_size - before;
    if (round === 0 && !thorough && grown >= 0 && grown <= BYTES_MAX) return grown;
    samples.push(Math.max(0, grown));
  }
  return samples.sort((a, b) => b - a)[HEAP_SAMPLES_NEEDED - 1] ?? 0;
}

/** With the topmost place in the code under test, as a path from the top of the checkout. Lines are those of the instrumented copy. */
function textOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `something that is no Error was thrown: ${String(thrown)}`;
  const place = /farside-fuzz-\w+\/([\w./-]+)\.js/.exec((thrown.stack ?? '').replace(/.*probe\.js.*/g, ''))?.[1];
  return `${thrown.name}: ${thrown.message}${place === undefined ? '' : `, in ${place}.ts`}`;
}
