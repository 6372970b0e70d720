// What a caller of this package gets: exactly one of four kinds, so that "it did not happen" and "nobody knows" are never mixed up.
// Must never be thrown: an answer from the world is a value.

export type IpmiResult<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** The BMC answered with a completion code other than 00h. */
  | { readonly kind: 'refused'; readonly code: number; readonly name: string; readonly text: string }
  /** It is known not to have been done: no session, no authentication, or no packet sent. */
  | { readonly kind: 'failed'; readonly text: string }
  /** Sent, and no answer came that says whether it was done. Look at the world; don't repeat blindly. */
  | { readonly kind: 'unknown'; readonly text: string };

export function done<T>(value: T): IpmiResult<T> {
  return { kind: 'done', value };
}

export function failed(text: string): { readonly kind: 'failed'; readonly text: string } {
  return { kind: 'failed', text };
}

export function unknown(text: string): { readonly kind: 'unknown'; readonly text: string } {
  return { kind: 'unknown', text };
}
