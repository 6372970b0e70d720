// Every benchmark, by the name it is asked for. Data only.
import { decideBenchmark } from './kernel/decide.js';
import { neighbours } from './neighbours.js';
import type { Benchmark } from './row.js';

export const BENCHMARKS: readonly Benchmark[] = [decideBenchmark, neighbours];
