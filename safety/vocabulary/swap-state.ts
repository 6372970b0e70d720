// The states of a swap by name (DESIGN.md, "The swap"). What each means, may do and leads to is data in safety/swap/.

export const SWAP_STATES = [
  'preflight',
  'staging',
  'staged',
  'draining',
  'arming',
  'rebooting',
  'booting',
  'validating',
  'committing',
  'returning',
  'falling-back',
  'recovering',
  'ready',
  'committed',
  'fell-back',
  'lost',
] as const;

export type SwapState = (typeof SWAP_STATES)[number];

/** `ready` ends a job that was only to stage; a swap ends in one of the other three. */
export const SWAP_ENDS = ['ready', 'committed', 'fell-back', 'lost'] as const;
export type SwapEnd = (typeof SWAP_ENDS)[number];

export const isEnd = (state: SwapState): state is SwapEnd => (SWAP_ENDS as readonly SwapState[]).includes(state);
