// JSON from others. Must never throw: broken text is an answer too, and what a value means is for its reader to check.

/** Undefined, which no JSON is, for what is broken. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
