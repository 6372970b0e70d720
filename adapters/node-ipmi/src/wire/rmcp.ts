// The RMCP header (ASF 2.0 §3.2.2, IPMI v2.0 §13.1.3) and the ASF presence ping and pong (§13.2.3, §13.2.4).
// Must never look behind the header: what class a datagram has is all that is decided here.

import { needBytes, needInteger, WireError } from './wire-error.js';

const RMCP_VERSION = 0x06;
/** FFh: "no RMCP acknowledge wanted"; IPMI never uses RMCP acknowledges. */
const NO_ACK = 0xff;
const CLASS_ASF = 0x06;
const CLASS_IPMI = 0x07;
const ASF_IANA = 4542;
const ASF_PING = 0x80;
const ASF_PONG = 0x40;
const PONG_DATA_BYTES = 16;

/** An answer of a BMC to anything here is below 300 bytes; what is longer is not for us. */
const MAX_DATAGRAM_BYTES = 1024;

export function encodeRmcp(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([RMCP_VERSION, 0, NO_ACK, CLASS_IPMI]), body]);
}

/** Returns the session part of an IPMI-class datagram. */
export function decodeRmcp(datagram: Buffer): Buffer {
  return decodeHeader(datagram, CLASS_IPMI);
}

export function encodePing(tag: number): Buffer {
  needInteger(tag, 0, 0xfe, 'ASF ping tag');
  const packet = Buffer.from([RMCP_VERSION, 0, NO_ACK, CLASS_ASF, 0, 0, 0, 0, ASF_PING, tag, 0, 0]);
  packet.writeUInt32BE(ASF_IANA, 4);
  return packet;
}

export interface Pong {
  readonly tag: number;
  readonly ipmi: boolean;
}

export function decodePong(datagram: Buffer): Pong {
  const body = decodeHeader(datagram, CLASS_ASF);
  needBytes(body, 8 + PONG_DATA_BYTES, 'ASF pong');
  if (body.readUInt32BE(0) !== ASF_IANA || body.readUInt8(4) !== ASF_PONG || body.readUInt8(7) < PONG_DATA_BYTES) {
    throw new WireError('ASF pong: not a presence pong');
  }
  return { tag: body.readUInt8(5), ipmi: (body.readUInt8(16) & 0x80) !== 0 };
}

function decodeHeader(datagram: Buffer, wantedClass: number): Buffer {
  needBytes(datagram, 4, 'RMCP header');
  if (datagram.length > MAX_DATAGRAM_BYTES) {
    throw new WireError(`RMCP header: ${datagram.length} bytes, more than ${MAX_DATAGRAM_BYTES}`);
  }
  if (datagram.readUInt8(0) !== RMCP_VERSION || datagram.readUInt8(3) !== wantedClass) {
    throw new WireError('RMCP header: not version 6 or not the class that was asked for');
  }
  return datagram.subarray(4);
}
