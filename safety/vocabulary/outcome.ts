// What an adapter may answer, and nothing else (DESIGN.md, rule 9).
// `unknown` means: it may or may not have happened; look at the world, never repeat blindly, never try another transport.

export type Outcome<T = undefined> =
  | { readonly kind: 'done'; readonly value: T }
  /** The other side understood and said no: nothing was changed. */
  | { readonly kind: 'refused'; readonly text: string }
  /** It is certain that it was not done. */
  | { readonly kind: 'failed'; readonly text: string }
  /** Sent, and no trustworthy answer came. */
  | { readonly kind: 'unknown'; readonly text: string };

export type OutcomeKind = Outcome['kind'];

export const DONE: Outcome = { kind: 'done', value: undefined };
export const refused = (text: string): Outcome<never> => ({ kind: 'refused', text });
export const failed = (text: string): Outcome<never> => ({ kind: 'failed', text });
export const unknown = (text: string): Outcome<never> => ({ kind: 'unknown', text });
