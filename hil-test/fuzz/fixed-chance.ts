// Takes the chance out of node:crypto in the worker: every packet meets the same "random" numbers, so that it does the same again.
// Must never be imported outside of the worker: whoever holds keys needs real randomness.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { Random } from '../virtual/random.js';

let random = new Random(0);

/** Before each packet. */
export function sameChanceAgain(): void {
  random = new Random(0);
}

function bytes(size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, () => random.below(256)));
}

/** One or two bounds, as in node:crypto. */
function integer(first: number, second?: number): number {
  return second === undefined ? random.below(first) : first + random.below(second - first);
}

/** Live bindings see it too: modules that imported randomBytes before get the new one. */
export function fixChance(): void {
  Object.assign(crypto, { randomBytes: bytes, randomInt: integer });
  syncBuiltinESMExports();
}
