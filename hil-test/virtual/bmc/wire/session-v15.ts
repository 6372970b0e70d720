// The IPMI v1.5 session header (§13.6), only as far as a v2.0 BMC needs it: outside a session, without authentication.
// Must never open or carry a v1.5 session: its authentication is broken by design.
const AUTH_NONE = 0x00;
const HEADER_LENGTH = 10;

/** The message inside, if the packet claims no session and no authentication. */
export function parseV15(body: Buffer): Buffer | undefined {
  if (body.length < HEADER_LENGTH || body[0] !== AUTH_NONE) return undefined;
  if (body.readUInt32LE(1) !== 0 || body.readUInt32LE(5) !== 0) return undefined;
  const length = body[9] ?? 0;
  // Old network chips wanted a pad byte (§13.6 note), so a byte more is allowed.
  if (body.length < HEADER_LENGTH + length || body.length > HEADER_LENGTH + length + 1) return undefined;
  return body.subarray(HEADER_LENGTH, HEADER_LENGTH + length);
}

export function buildV15(message: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_LENGTH);
  header[9] = message.length;
  return Buffer.concat([header, message]);
}
