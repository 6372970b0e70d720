// The IPMI v1.5 packet with authentication type none and no session (IPMI v2.0 §13.6): the frame of Get Channel Authentication
// Capabilities, the only command that some BMCs answer in no other frame.
// Must never carry a session: IPMI 1.5 sessions are not spoken here.

import { decodeRmcp, encodeRmcp } from './rmcp.js';
import { needBytes, WireError } from './wire-error.js';

const HEADER_BYTES = 10;

export function encodeV15(message: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(message.length, 9);
  return encodeRmcp(Buffer.concat([header, message]));
}

export function decodeV15(datagram: Buffer): Buffer {
  const body = decodeRmcp(datagram);
  needBytes(body, HEADER_BYTES, 'IPMI 1.5 packet');
  if (body.readUInt8(0) !== 0 || body.readUInt32LE(5) !== 0) {
    throw new WireError('IPMI 1.5 packet: not outside of a session');
  }
  const length = body.readUInt8(9);
  needBytes(body, HEADER_BYTES + length, 'IPMI 1.5 packet');
  return body.subarray(HEADER_BYTES, HEADER_BYTES + length);
}
