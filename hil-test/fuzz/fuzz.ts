// One run of the fuzzer: instruments, starts the worker, watches it from outside, and says what was found.
// Must never leave the copy of the sources or a worker behind, however the run ends.
import { Worker } from 'node:worker_threads';
import { makeMirror, type Mirror, type Patch } from './mirror.js';
import type { PlantName } from './planted.js';
import { BYTES_MAX, STEPS_MAX } from './probe.js';
import type { Finding, FromWorker, Report } from './report.js';
import { Watch } from './watch.js';
import type { Work } from './worker.js';

export interface FuzzOptions {
  readonly seed: number;
  /** Ends the run, whichever comes first. */
  readonly seconds?: number;
  readonly executions?: number;
  readonly only?: readonly string[];
  readonly plants?: readonly PlantName[];
  readonly patches?: readonly Patch[];
  /** One packet, in hexadecimal, instead of a run. */
  readonly replay?: string;
  /** Ends the run with the first finding. */
  readonly untilFinding?: boolean;
  /**
   * A worker that is at one packet for this long is ended. Blocks are counted as well (`limits.steps`), so this is for calls that pass
   * none; generous, for a loaded machine may stop anybody for seconds. Default 15,000.
   */
  readonly silenceMs?: number;
  readonly onFinding?: (finding: Finding) => void;
  readonly onProgress?: (executions: number) => void;
}

const SILENCE_MS = 15_000;
const LOOK_EACH_MS = 200;

export async function fuzz(options: FuzzOptions): Promise<Report> {
  const mirror = makeMirror(options.patches ?? []);
  try {
    return await run(mirror, options);
  } finally {
    mirror.remove();
  }
}

async function run(mirror: Mirror, options: FuzzOptions): Promise<Report> {
  const watch = new Watch();
  const work: Work = {
    seed: options.seed,
    executionsMax: options.executions ?? Number.MAX_SAFE_INTEGER,
    only: options.only ?? [],
    plants: options.plants ?? [],
    replay: options.replay,
    decoders: mirror.decoders,
    commandFiles: mirror.commandFiles,
    seeds: mirror.seeds,
    literals: mirror.literals,
    watch: watch.memory,
  };
  // A young generation with room: a collection in the middle of a packet would hide what it allocated.
  const worker = new Worker(mirror.worker, { workerData: work, resourceLimits: { maxYoungGenerationSizeMb: 64 } });
  const begunMs = performance.now();
  const findings: Finding[] = [];
  let ready: Extract<FromWorker, { kind: 'ready' }> | undefined;
  let over: Extract<FromWorker, { kind: 'over' }> | undefined;
  const take = (finding: Finding): void => {
    findings.push(finding);
    options.onFinding?.(finding);
    if (options.untilFinding === true) watch.stop();
  };
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'ready') ready = message;
    else if (message.kind === 'finding') take(message.finding);
    else over = message;
  });
  const ended = new Promise<void>((resolve, reject) => {
    worker.once('error', (error: Error & { readonly code?: string }) => {
      if (ready === undefined) return reject(error);
      const kind = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'allocation' : 'crash';
      const { target, hex } = watch.current();
      take({
        target: ready.targets[target] ?? '',
        kind,
        what: `the worker ended: ${error.message}`,
        hex,
        executions: watch.executions,
      });
      resolve();
    });
    worker.once('exit', () => resolve());
  });
  const watching = setInterval(() => {
    options.onProgress?.(watch.executions);
    if (options.seconds !== undefined && performance.now() - begunMs > options.seconds * 1_000) watch.stop();
    if (ready === undefined || over !== undefined || !silent()) return;
    const { target, hex } = watch.current();
    const what = `the worker did not come back within ${options.silenceMs ?? SILENCE_MS} ms and was ended`;
    take({ target: ready.targets[target] ?? '', kind: 'hang', what, hex, executions: watch.executions });
    void worker.terminate();
  }, LOOK_EACH_MS);
  let beat = -1;
  let beatMs = performance.now();
  const silent = (): boolean => {
    if (watch.beat !== beat) [beat, beatMs] = [watch.beat, performance.now()];
    return performance.now() - beatMs > (options.silenceMs ?? SILENCE_MS);
  };
  try {
    await ended;
  } finally {
    clearInterval(watching);
    await worker.terminate();
  }
  if (ready === undefined) throw new Error('the worker ended before it began');
  const executions = over?.targets.reduce((sum, one) => sum + one.executions, 0) ?? watch.executions;
  const seconds = (performance.now() - begunMs) / 1_000;
  return {
    seed: options.seed,
    executions,
    seconds,
    executionsPerSecond: executions / seconds,
    corpus: over?.targets.reduce((sum, { corpus }) => sum + corpus, 0) ?? 0,
    blocksSeen: over?.blocksSeen ?? 0,
    blocks: mirror.blocks,
    most: over?.most ?? { steps: 0, bytes: 0, heapBytes: 0 },
    limits: { steps: STEPS_MAX, bytes: BYTES_MAX, heapBytes: BYTES_MAX },
    targets: over?.targets ?? [],
    findings,
    unlisted: ready.unlisted,
  };
}
