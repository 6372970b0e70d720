// What a node says, made fit for screens and logs: no control characters, no endless lines.
// Must never be given a secret: it is shown.

/** As much of a command's complaint as fits a line on a screen. */
const SAID_MAX_CHARACTERS = 200;

/** Empty, or `: ` and one clean line. */
export function said(stderr: Buffer): string {
  const text = stderr
    .toString('utf8', 0, 4 * SAID_MAX_CHARACTERS)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  return text === '' ? '' : `: ${text.slice(0, SAID_MAX_CHARACTERS)}`;
}
