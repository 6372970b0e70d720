// What a run of the fuzzer tells: figures and findings. Types, and the words for people.

export type FindingKind = 'crash' | 'hang' | 'allocation' | 'out-of-bounds' | 'input-changed';

export interface Finding {
  readonly target: string;
  readonly kind: FindingKind;
  /** The error with its place, or what was exceeded. */
  readonly what: string;
  readonly hex: string;
  /** How many packets were tried before, over all targets. */
  readonly executions: number;
}

export interface TargetFigures {
  readonly name: string;
  readonly executions: number;
  readonly corpus: number;
  /** Edges (pairs of blocks) with their rounded counts that were reached. */
  readonly edges: number;
}

export interface Report {
  readonly seed: number;
  readonly executions: number;
  readonly seconds: number;
  readonly executionsPerSecond: number;
  readonly corpus: number;
  readonly blocksSeen: number;
  readonly blocks: number;
  /** The worst of all packets without a finding, of `limits`. */
  readonly most: Limits;
  readonly limits: Limits;
  readonly targets: readonly TargetFigures[];
  readonly findings: readonly Finding[];
  /** Decoders in the sources that nothing here calls: each is a failure, for it looks tested and is not. */
  readonly unlisted: readonly string[];
}

export interface Limits {
  /** Blocks passed for one packet. */
  readonly steps: number;
  /** Bytes asked of Buffer, typed arrays, Array.from, repeat and pad, for one packet. */
  readonly bytes: number;
  /** Growth of the JavaScript heap by one packet, measured for every packet that is kept and each 128th. */
  readonly heapBytes: number;
}

/** Names of targets that are wrong on purpose begin so. */
export const PLANTED = 'planted ';

/** From the worker to the main thread. */
export type FromWorker =
  | { readonly kind: 'ready'; readonly targets: readonly string[]; readonly unlisted: readonly string[] }
  | { readonly kind: 'finding'; readonly finding: Finding }
  | {
      readonly kind: 'over';
      readonly targets: readonly TargetFigures[];
      readonly blocksSeen: number;
      readonly most: Limits;
    };

export function findingText({ target, kind, what, hex, executions }: Finding): string {
  const plant = target.startsWith(PLANTED) ? ` --plant ${target.slice(PLANTED.length)}` : '';
  return [
    `FOUND ${kind} in ${target}, after ${executions} executions: ${what}`,
    `  input  ${hex}`,
    `  again  npm run fuzz -- ipmi --target '${target}'${plant} --replay ${hex}`,
  ].join('\n');
}
