// Holds the image that a caller brings against the one that was cleared. A difference is a defect in our own code, not an outcome.
import type { ActionOf } from '#safety/vocabulary/action.js';
import type { Image } from '../ports/platform.js';

export function assertCleared(cleared: ActionOf<'stage'>, image: Image): void {
  if (cleared.image === image.digest) return;
  throw new Error(`The clearance is for image ${cleared.image} on ${cleared.node}, not for ${image.digest}.`);
}
