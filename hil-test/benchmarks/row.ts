// What a benchmark gives: a figure of ours beside that of a peer measured in the same run, and the bar that their ratio has to reach.
// Must never hold a figure from another run or another machine: what was not measured now is not there.

export type Bar = { readonly atLeast: number } | { readonly atMost: number };

export interface Row {
  readonly name: string;
  readonly ours: number;
  /** Undefined when the peer is not installed: then there is no ratio, and the row proves nothing. */
  readonly theirs: number | undefined;
  readonly ratio: number | undefined;
  /** Of `ours` and `theirs`. */
  readonly unit: string;
  /** What the ratio has to reach; undefined for figures that are only told. */
  readonly bar: Bar | undefined;
  readonly ok: boolean;
}

/** Progress, for people. */
export type Say = (line: string) => void;

export interface Benchmark {
  readonly name: string;
  readonly about: string;
  run(say: Say): Promise<readonly Row[]>;
}

export interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly theirs: number | undefined;
  readonly bar?: Bar;
}

/** Unit `ms` and `s`: less is better, so that the ratio is theirs over ours; a bar of at most turns it: ours over theirs. */
export function row({ name, unit, ours, theirs, bar }: Measured): Row {
  const lessIsBetter = (unit === 'ms' || unit === 's') && !(bar !== undefined && 'atMost' in bar);
  const ratio = theirs === undefined ? undefined : lessIsBetter ? theirs / ours : ours / theirs;
  return { name, ours, theirs, ratio, unit, bar, ok: bar === undefined || reaches(ratio, bar) };
}

function reaches(ratio: number | undefined, bar: Bar): boolean {
  if (ratio === undefined || Number.isNaN(ratio)) return false;
  return 'atLeast' in bar ? ratio >= bar.atLeast : ratio <= bar.atMost;
}

export const barText = (bar: Bar | undefined): string =>
  bar === undefined ? '' : 'atLeast' in bar ? `≥ ${bar.atLeast}` : `≤ ${bar.atMost}`;
