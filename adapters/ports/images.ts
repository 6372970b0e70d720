// The port to the images the rack holds. Opening one checks signature and digest every time it is asked: radiation flips bits (SAF-8).
import type { ImageFacts } from '#safety/vocabulary/facts.js';
import type { Digest } from '#safety/vocabulary/names.js';
import type { Image } from './platform.js';

export interface HeldImage {
  readonly image: Image;
  readonly facts: ImageFacts;
}

export interface ImageStore {
  /** All images found, with what checking them showed. Never rejects for a bad image: it is in the list with `signature: 'invalid'` or `file: 'differs'`. */
  list(): Promise<readonly HeldImage[]>;
  /** Checks one image anew, hashing its whole file. `undefined`: no manifest names this digest. */
  check(digest: Digest): Promise<HeldImage | undefined>;
}
