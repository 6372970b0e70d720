// The IPMI v2.0 / RMCP+ packet (§13.6, §13.28): header, payload, integrity trailer, AES-CBC payloads.
// Must never look into a payload before its authentication code is right (§13.28.4): the caller gives the check first.
import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Suite } from '../session/suites.js';

export const PAYLOAD = {
  ipmi: 0x00,
  openRequest: 0x10,
  openResponse: 0x11,
  rakp1: 0x12,
  rakp2: 0x13,
  rakp3: 0x14,
  rakp4: 0x15,
} as const;

export interface V20Packet {
  readonly payloadType: number;
  readonly encrypted: boolean;
  readonly authenticated: boolean;
  readonly sessionId: number;
  readonly sequence: number;
  readonly payload: Buffer;
  /** The whole packet from the authentication type on, for the integrity check. */
  readonly bytes: Buffer;
}

export interface SessionKeys {
  readonly suite: Suite;
  readonly integrity: Buffer;
  readonly confidentiality: Buffer;
}

const AUTH_RMCP_PLUS = 0x06;
const HEADER_LENGTH = 12;
const NEXT_HEADER = 0x07;

export function parseV20(body: Buffer): V20Packet | undefined {
  if (body.length < HEADER_LENGTH || body[0] !== AUTH_RMCP_PLUS) return undefined;
  const type = body[1] ?? 0;
  const length = body.readUInt16LE(10);
  if (body.length < HEADER_LENGTH + length) return undefined;
  return {
    payloadType: type & 0x3f,
    encrypted: (type & 0x80) !== 0,
    authenticated: (type & 0x40) !== 0,
    sessionId: body.readUInt32LE(2),
    sequence: body.readUInt32LE(6),
    payload: body.subarray(HEADER_LENGTH, HEADER_LENGTH + length),
    bytes: body,
  };
}

function header(type: number, sessionId: number, sequence: number, length: number): Buffer {
  const bytes = Buffer.alloc(HEADER_LENGTH);
  bytes[0] = AUTH_RMCP_PLUS;
  bytes[1] = type;
  bytes.writeUInt32LE(sessionId, 2);
  bytes.writeUInt32LE(sequence, 6);
  bytes.writeUInt16LE(length, 10);
  return bytes;
}

/** A packet outside a session: no keys yet, session 0, sequence 0. */
export function buildPlain(payloadType: number, payload: Buffer): Buffer {
  return Buffer.concat([header(payloadType, 0, 0, payload.length), payload]);
}

function authCode(keys: SessionKeys, signed: Buffer): Buffer {
  return createHmac(keys.suite.hash, keys.integrity).update(signed).digest().subarray(0, keys.suite.authCodeLength);
}

export function isAuthentic(packet: V20Packet, keys: SessionKeys): boolean {
  const signedLength = packet.bytes.length - keys.suite.authCodeLength;
  if (signedLength < HEADER_LENGTH + packet.payload.length + 2) return false;
  const signed = packet.bytes.subarray(0, signedLength);
  if (!timingSafeEqual(authCode(keys, signed), packet.bytes.subarray(signedLength))) return false;
  const padLength = signed[signedLength - 2] ?? 0;
  return (
    signed[signedLength - 1] === NEXT_HEADER && signedLength === HEADER_LENGTH + packet.payload.length + padLength + 2
  );
}

/** Undefined if the padding is not the 01 02 03 … of §13.29. */
export function decrypt(payload: Buffer, keys: SessionKeys): Buffer | undefined {
  if (payload.length < 32 || payload.length % 16 !== 0) return undefined;
  const decipher = createDecipheriv('aes-128-cbc', keys.confidentiality.subarray(0, 16), payload.subarray(0, 16));
  decipher.setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(payload.subarray(16)), decipher.final()]);
  const padLength = plain[plain.length - 1] ?? 0;
  const dataLength = plain.length - 1 - padLength;
  if (padLength > 15 || dataLength < 0) return undefined;
  for (let i = 0; i < padLength; i++) if (plain[dataLength + i] !== i + 1) return undefined;
  return plain.subarray(0, dataLength);
}

function encrypt(data: Buffer, keys: SessionKeys): Buffer {
  const padLength = (16 - ((data.length + 1) % 16)) % 16;
  const pad = Buffer.from([...Array(padLength).keys()].map((i) => i + 1));
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-128-cbc', keys.confidentiality.subarray(0, 16), iv);
  cipher.setAutoPadding(false);
  return Buffer.concat([iv, cipher.update(Buffer.concat([data, pad, Buffer.from([padLength])])), cipher.final()]);
}

export function buildSealed(message: Buffer, sessionId: number, sequence: number, keys: SessionKeys): Buffer {
  const payload = encrypt(message, keys);
  const head = header(PAYLOAD.ipmi | 0xc0, sessionId, sequence, payload.length);
  const padLength = (4 - ((HEADER_LENGTH + payload.length + 2) % 4)) % 4;
  const signed = Buffer.concat([head, payload, Buffer.alloc(padLength, 0xff), Buffer.from([padLength, NEXT_HEADER])]);
  return Buffer.concat([signed, authCode(keys, signed)]);
}
