// The value that a share of all values does not exceed. Must never be asked of no values: NaN passes no bar.
export const quantile = (values: ArrayLike<number>, share: number): number =>
  Float64Array.from(values).sort()[Math.ceil(values.length * share) - 1] ?? Number.NaN;
