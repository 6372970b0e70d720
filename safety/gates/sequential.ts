// A one-sided sequential test (Wald's SPRT) for a handful of samples: is this more often bad than a good one ever is? It says good or bad as
// soon as the samples carry it, and neither before; a fixed number of samples would be too many for clear cases and too few for the rest.
// Must never say good of no samples.

/** How often a sample of a good image is bad by chance, and of one that must go: the cases that have to be told apart. */
const BAD_SHARE = { good: 0.1, bad: 0.5 } as const;
/** What may go wrong: a bad image that passes is worse than a good one that has to come again. */
const WRONGLY_PASSED = 0.001;
const WRONGLY_FAILED = 0.01;

const STEP = {
  bad: Math.log(BAD_SHARE.bad / BAD_SHARE.good),
  good: Math.log((1 - BAD_SHARE.bad) / (1 - BAD_SHARE.good)),
};
const FAILS_AT = Math.log((1 - WRONGLY_PASSED) / WRONGLY_FAILED);
const PASSES_AT = Math.log(WRONGLY_PASSED / (1 - WRONGLY_FAILED));

export type GateVerdict = 'good' | 'bad' | 'undecided';

/** `samples` oldest first, true for a bad one. */
export function sequential(samples: Iterable<boolean>): GateVerdict {
  let weight = 0;
  for (const isBad of samples) {
    weight += isBad ? STEP.bad : STEP.good;
    if (weight >= FAILS_AT) return 'bad';
    if (weight <= PASSES_AT) return 'good';
  }
  return 'undecided';
}
