// Every benchmark, by the name it is asked for. Data only.
import type { Benchmark } from './row.js';

export const BENCHMARKS: readonly Benchmark[] = [];
