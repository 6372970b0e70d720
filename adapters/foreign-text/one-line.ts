// What others say, made fit for screens and logs: no control characters, no endless lines.
// Must never be given a secret: it is shown.

/** As much of a complaint as fits a line on a screen. */
const CHARACTERS_MAX = 200;

export const oneLine = (text: string): string =>
  text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, CHARACTERS_MAX);

/** Of the beginning of what a command complained: empty, or `: ` and one clean line. */
export function said(stderr: Buffer): string {
  const text = oneLine(stderr.toString('utf8', 0, 4 * CHARACTERS_MAX));
  return text === '' ? '' : `: ${text}`;
}
