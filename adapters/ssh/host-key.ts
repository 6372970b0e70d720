// Pinned host keys, and the verifier that ssh2 gets. ssh2 lets any host in unless the verifier returns the literal `false`: a promise,
// null or undefined is taken as yes. So the verifier here is synchronous, returns only true or false, and nothing else makes one.
import { createHash, timingSafeEqual } from 'node:crypto';

const KEY_TYPE = 'ssh-ed25519';
/** RFC 8709 §4: string "ssh-ed25519", string of 32 bytes. */
const RAW_BYTES = 4 + KEY_TYPE.length + 4 + 32;

export interface HostKeyCheck {
  readonly verify: (raw: Buffer) => boolean;
  /** The fingerprint of the last key that was turned away, for the message. */
  readonly turnedAway: () => string | undefined;
}

export const fingerprint = (raw: Buffer): string =>
  `SHA256:${createHash('sha256').update(raw).digest('base64').replace(/=+$/, '')}`;

/** The raw public key of one line as in known_hosts, without host names. Throws in words. */
export function parseHostKey(line: string): Buffer {
  const [type, base64] = line.trim().split(/\s+/);
  if (type !== KEY_TYPE || base64 === undefined) {
    throw new Error(`A host key must read '${KEY_TYPE} AAAA…', not '${line.slice(0, 40)}'.`);
  }
  const raw = Buffer.from(base64, 'base64');
  const sound =
    raw.length === RAW_BYTES &&
    raw.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '') &&
    raw.readUInt32BE(0) === KEY_TYPE.length &&
    raw.toString('latin1', 4, 4 + KEY_TYPE.length) === KEY_TYPE &&
    raw.readUInt32BE(4 + KEY_TYPE.length) === 32;
  if (!sound)
    throw new Error(
      `The host key '${line.slice(0, 40)}' is not a whole ${KEY_TYPE} key: was it cut off when it was copied?`,
    );
  return raw;
}

export function checkHostKey(pinned: readonly Buffer[]): HostKeyCheck {
  let turnedAway: string | undefined;
  const verify = (raw: Buffer): boolean => {
    // Every pin is compared, so that the time taken does not tell which of them matched.
    let matches = 0;
    for (const pin of pinned) if (pin.length === raw.length && timingSafeEqual(pin, raw)) matches++;
    if (matches > 0) return true;
    turnedAway = fingerprint(raw);
    return false;
  };
  return { verify, turnedAway: () => turnedAway };
}
