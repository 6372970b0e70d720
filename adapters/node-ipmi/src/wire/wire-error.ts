// The one error a decoder may throw: the bytes are not what the specification says they are.
// Decoders check a length before every read, so that a hostile packet ends here and nowhere else (REL: no crash by input).

export class WireError extends Error {
  override readonly name = 'WireError';
}

/** Refuses a buffer that is too short to be read; `what` names the structure in the message. */
export function needBytes(data: Buffer, count: number, what: string): void {
  if (data.length < count) {
    throw new WireError(`${what}: ${data.length} bytes where at least ${count} are needed`);
  }
}

/** Refuses a value that does not fit what is asked to be sent; such a request never becomes a packet. */
export function needInteger(value: number, min: number, max: number, what: string): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new WireError(`${what}: ${value} is not a whole number from ${min} to ${max}`);
  }
}
