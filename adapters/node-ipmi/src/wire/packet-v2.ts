// The RMCP+ packet (IPMI v2.0 §13.6, table 13-8): plain for the session set-up, encrypted and authenticated for everything after it.
// Must never hand out a byte of a protected packet before its code is verified, nor accept an unprotected one inside a session.

import type { CipherSuite } from './ciphers.js';
import { decryptPayload, encryptPayload, hmac, sameBytes } from './ciphers.js';
import { decodeRmcp, encodeRmcp } from './rmcp.js';
import { needBytes, needInteger, WireError } from './wire-error.js';

const AUTH_TYPE_RMCPP = 0x06;
const HEADER_BYTES = 12;
const ENCRYPTED_AND_AUTHENTICATED = 0xc0;
const NEXT_HEADER = 0x07;

/** Payload types, §13.27.3. */
export const PAYLOAD = {
  ipmi: 0x00,
  openSessionRequest: 0x10,
  openSessionResponse: 0x11,
  rakp1: 0x12,
  rakp2: 0x13,
  rakp3: 0x14,
  rakp4: 0x15,
} as const;

/** What both ends know once RAKP is over. `integrityKey` is K1, `confidentialityKey` the first 16 bytes of K2 (§13.32). */
export interface SessionKeys {
  readonly suite: CipherSuite;
  readonly integrityKey: Buffer;
  readonly confidentialityKey: Buffer;
}

export function encodePlain(payloadType: number, payload: Buffer): Buffer {
  return encodeRmcp(Buffer.concat([header(payloadType, 0, 0, payload.length), payload]));
}

/** Returns the payload of a set-up packet: unprotected, outside of a session, of exactly the type asked for. */
export function decodePlain(datagram: Buffer, payloadType: number): Buffer {
  const body = decodeRmcp(datagram);
  needBytes(body, HEADER_BYTES, 'RMCP+ packet');
  if (body.readUInt8(0) !== AUTH_TYPE_RMCPP || body.readUInt8(1) !== payloadType || body.readUInt32LE(2) !== 0) {
    throw new WireError(`RMCP+ packet: not a session set-up payload of type ${payloadType}`);
  }
  const length = body.readUInt16LE(10);
  needBytes(body, HEADER_BYTES + length, 'RMCP+ packet');
  return body.subarray(HEADER_BYTES, HEADER_BYTES + length);
}

export interface ProtectedPacket {
  /** The session ID of the *receiver*. */
  readonly sessionId: number;
  readonly sequence: number;
  readonly message: Buffer;
}

export function encodeProtected(keys: SessionKeys, packet: ProtectedPacket, iv: Buffer): Buffer {
  needInteger(packet.sequence, 1, 0xffffffff, 'RMCP+ session sequence');
  const payload = encryptPayload(keys.confidentialityKey, iv, packet.message);
  const head = header(ENCRYPTED_AND_AUTHENTICATED | PAYLOAD.ipmi, packet.sessionId, packet.sequence, payload.length);
  // §13.28.4: FFh up to a multiple of 4, counted from the authentication type to the next header.
  const padBytes = (4 - ((HEADER_BYTES + payload.length + 2) % 4)) % 4;
  const trailer = Buffer.concat([Buffer.alloc(padBytes, 0xff), Buffer.from([padBytes, NEXT_HEADER])]);
  const covered = Buffer.concat([head, payload, trailer]);
  return encodeRmcp(Buffer.concat([covered, authCode(keys, covered)]));
}

/** Verifies, then reads. The sequence is for the caller to check against its window. */
export function decodeProtected(keys: SessionKeys, datagram: Buffer): ProtectedPacket {
  const body = decodeRmcp(datagram);
  needBytes(body, HEADER_BYTES + 2 + keys.suite.integrityCodeBytes, 'RMCP+ packet');
  const coveredBytes = body.length - keys.suite.integrityCodeBytes;
  const covered = body.subarray(0, coveredBytes);
  if (!sameBytes(body.subarray(coveredBytes), authCode(keys, covered))) {
    throw new WireError('RMCP+ packet: wrong authentication code');
  }
  const payloadType = ENCRYPTED_AND_AUTHENTICATED | PAYLOAD.ipmi;
  if (covered.readUInt8(0) !== AUTH_TYPE_RMCPP || covered.readUInt8(1) !== payloadType) {
    throw new WireError('RMCP+ packet: not an encrypted and authenticated IPMI payload');
  }
  const length = covered.readUInt16LE(10);
  const padBytes = covered.readUInt8(coveredBytes - 2);
  const consistent = HEADER_BYTES + length + padBytes + 2 === coveredBytes;
  if (!consistent || covered.readUInt8(coveredBytes - 1) !== NEXT_HEADER) {
    throw new WireError('RMCP+ packet: payload, pad and trailer do not add up');
  }
  const payload = covered.subarray(HEADER_BYTES, HEADER_BYTES + length);
  return {
    sessionId: covered.readUInt32LE(2),
    sequence: covered.readUInt32LE(6),
    message: decryptPayload(keys.confidentialityKey, payload),
  };
}

function header(payloadType: number, sessionId: number, sequence: number, length: number): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUInt8(AUTH_TYPE_RMCPP, 0);
  head.writeUInt8(payloadType, 1);
  head.writeUInt32LE(sessionId, 2);
  head.writeUInt32LE(sequence, 6);
  head.writeUInt16LE(length, 10);
  return head;
}

function authCode(keys: SessionKeys, covered: Buffer): Buffer {
  return hmac(keys.suite, keys.integrityKey, covered).subarray(0, keys.suite.integrityCodeBytes);
}
