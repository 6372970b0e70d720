// How long a modelled node takes for what it does, in model milliseconds, and how large its parts are.
// Numbers only: nothing here may depend on what a supervisor expects.
export interface NodeProfile {
  readonly postMs: number;
  readonly loaderMs: number;
  readonly bootMs: number;
  readonly shutdownMs: number;
  /** Power stays away this long in a power cycle. */
  readonly offDwellMs: number;
  readonly slotBytes: number;
  /** What writing 64 KiB to a slot costs: 100 ms make 400 ms of an image of 256 KiB. */
  readonly writeMsPer64KiB: number;
  /** Capacity of /data. */
  readonly dataBytes: number;
}

export const DEFAULT_PROFILE: NodeProfile = {
  postMs: 300,
  loaderMs: 100,
  bootMs: 1000,
  shutdownMs: 300,
  offDwellMs: 100,
  slotBytes: 2 * 1024 * 1024,
  writeMsPer64KiB: 100,
  dataBytes: 16 * 1024 * 1024,
};
