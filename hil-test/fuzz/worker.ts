// The fuzzer's loop, in a worker of its own: choose a packet, change it, try it, keep it if it went somewhere new.
// Must never wait for anybody: a worker that hangs is seen by its silence and ended from outside.
import { parentPort, workerData } from 'node:worker_threads';
import { Corpus } from './corpus.js';
import type { FoundDecoder } from './decoders.js';
import { execute, type Fault, heapGrowth } from './execute.js';
import { fixChance } from './fixed-chance.js';
import { foundTargets } from './found-targets.js';
import { type Draft, mutate, wordsOf } from './mutate.js';
import { type PlantName, plantedTarget } from './planted.js';
import { BYTES_MAX, compared, countMakers, probe } from './probe.js';
import { Random } from '../virtual/random.js';
import type { FromWorker, TargetFigures } from './report.js';
import { smaller } from './smaller.js';
import type { Target } from './target.js';
import { listedTargets } from './targets.js';
import { Watch } from './watch.js';

export interface Work {
  readonly seed: number;
  readonly executionsMax: number;
  /** Only these targets; all when empty. */
  readonly only: readonly string[];
  readonly plants: readonly PlantName[];
  /** One packet instead of a run. */
  readonly replay: string | undefined;
  readonly decoders: readonly FoundDecoder[];
  readonly commandFiles: readonly string[];
  readonly seeds: Readonly<Record<string, readonly string[]>>;
  readonly literals: readonly number[];
  readonly watch: SharedArrayBuffer;
}

/** A target's turn: long enough that its code stays warm, short enough that all get theirs within a second. */
const TURN = 200;
const HEAP_EACH = 128;
const FINDINGS_MAX = 20;
/** A target that showed nothing new for so many packets has its turn in one round of eight only. */
const TIRED_AFTER = 5_000;
const TIRED_ROUNDS = 8;
/** Of eight packets, this many are made right where a fuzzer cannot guess. */
const MENDED_OF_8 = 7;

interface Lane {
  readonly at: number;
  readonly target: Target;
  readonly random: Random;
  readonly corpus: Corpus;
  readonly draft: Draft;
  executions: number;
  lastNewsAt: number;
}

const work = workerData as Work;
const watch = new Watch(work.watch);
const words = wordsOf(work.literals);
const known = new Set<string>();
const most = { steps: 0, bytes: 0, heapBytes: 0 };
let executions = 0;

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}

/** One packet of this lane; true when it went somewhere new. */
function tryOne(lane: Lane, packet: Buffer, untouched: Buffer): boolean {
  const { target } = lane;
  watch.trying(lane.at, packet, executions);
  executions += 1;
  lane.executions += 1;
  const fault = execute(target, packet, untouched);
  if (fault !== undefined) {
    found(target, untouched, fault);
    return false;
  }
  most.steps = Math.max(most.steps, probe.steps);
  most.bytes = Math.max(most.bytes, probe.bytes);
  const news = lane.corpus.isNews();
  if (news || executions % HEAP_EACH === 0) {
    const heapBytes = heapGrowth(target, packet, work.replay !== undefined);
    if (heapBytes > BYTES_MAX) {
      found(target, untouched, { kind: 'allocation', what: `the heap grew by more than ${BYTES_MAX} bytes` });
      return false;
    }
    most.heapBytes = Math.max(most.heapBytes, heapBytes);
  }
  return news;
}

function found(target: Target, packet: Buffer, fault: Fault): void {
  const key = `${target.name} ${fault.kind} ${fault.what.replace(/\d+/g, '#')}`;
  if (known.has(key) || known.size >= FINDINGS_MAX) return;
  known.add(key);
  const small = smaller(target, packet, fault);
  tell({ kind: 'finding', finding: { target: target.name, ...fault, hex: small.toString('hex'), executions } });
}

function laneOf(target: Target, at: number): Lane {
  const lane: Lane = {
    at,
    target,
    random: Random.named(work.seed, target.name),
    corpus: new Corpus(),
    draft: { bytes: Buffer.alloc(target.bytesMax), length: 0 },
    executions: 0,
    lastNewsAt: 0,
  };
  for (const seed of target.seeds) {
    tryOne(lane, Buffer.from(seed), seed);
    lane.corpus.keep(seed);
  }
  return lane;
}

const untouched = Buffer.alloc(2_048);

function turn(lane: Lane): void {
  const { target, random, corpus, draft } = lane;
  const sources = { random, others: corpus.entries, words, compared };
  for (let count = 0; count < TURN && executions < work.executionsMax; count++) {
    const parent = corpus.pick(random);
    draft.length = parent?.copy(draft.bytes) ?? 0;
    mutate(draft, sources);
    const packet = draft.bytes.subarray(0, draft.length);
    if (target.mend !== undefined && random.below(8) < MENDED_OF_8) target.mend(packet);
    packet.copy(untouched);
    const copy = untouched.subarray(0, draft.length);
    if (!tryOne(lane, packet, copy)) continue;
    corpus.keep(copy);
    lane.lastNewsAt = lane.executions;
  }
}

function figures({ target, executions: done, corpus }: Lane): TargetFigures {
  return { name: target.name, executions: done, corpus: corpus.entries.length, edges: corpus.edges };
}

fixChance();
const fromSources = await foundTargets(
  work.decoders,
  work.commandFiles,
  work.seeds,
  async (file) =>
    (await import(new URL(`../../${file.replace(/\.ts$/, '.js')}`, import.meta.url).href)) as Record<string, unknown>,
);
const all = [...listedTargets(), ...fromSources.targets, ...work.plants.map(plantedTarget)];
const strangers = work.only.filter((one) => !all.some(({ name }) => name === one));
if (strangers.length > 0)
  throw new RangeError(`no target "${strangers.join('", "')}"; there are ${all.map(({ name }) => name).join(', ')}`);
const chosen = work.only.length === 0 ? all : all.filter(({ name }) => work.only.includes(name));
tell({ kind: 'ready', targets: chosen.map(({ name }) => name), unlisted: fromSources.unlisted });
countMakers();

if (work.replay !== undefined) {
  const packet = Buffer.from(work.replay, 'hex');
  for (const [at, target] of chosen.entries())
    tryOne({ ...laneOf({ ...target, seeds: [] }, at), target }, Buffer.from(packet), packet);
  tell({ kind: 'over', targets: [], blocksSeen: probe.blocksSeen, most });
} else {
  const lanes = chosen.map(laneOf);
  for (let round = 0; executions < work.executionsMax && !watch.stopped; round++)
    for (const lane of lanes) {
      const tired = lane.executions - lane.lastNewsAt > TIRED_AFTER;
      if (!watch.stopped && (!tired || (round + lane.at) % TIRED_ROUNDS === 0)) turn(lane);
    }
  tell({ kind: 'over', targets: lanes.map(figures), blocksSeen: probe.blocksSeen, most });
}
