// The keys made from password and Kg for the time of one session set-up.
// Must never outlive that set-up, never be printed, and never touch the buffers that the caller lent.

import { paddedKey } from '../wire/rakp.js';
import { WireError } from '../wire/wire-error.js';

export interface Secrets {
  readonly userKey: Buffer;
  readonly kg: Buffer | undefined;
}

/** Runs `use` with the keys and wipes them, whatever happens. A source that gives no usable secret is a text without the secret. */
export async function withSecrets<T>(
  sources: { readonly password: () => Buffer; readonly kg: (() => Buffer) | undefined },
  use: (secrets: Secrets) => Promise<T>,
): Promise<T | string> {
  const userKey = keyFrom(sources.password, 'password');
  if (typeof userKey === 'string') return userKey;
  try {
    const kg = sources.kg === undefined ? undefined : keyFrom(sources.kg, 'Kg');
    if (typeof kg === 'string') return kg;
    try {
      return await use({ userKey, kg });
    } finally {
      kg?.fill(0);
    }
  } finally {
    userKey.fill(0);
  }
}

function keyFrom(source: () => Buffer, what: string): Buffer | string {
  try {
    return paddedKey(source(), what);
  } catch (error) {
    // Only our own text is repeated: what the source threw may hold what it read.
    return error instanceof WireError ? error.message : `the ${what} could not be read: its source threw`;
  }
}
