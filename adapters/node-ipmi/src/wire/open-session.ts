// RMCP+ Open Session Request and Response (IPMI v2.0 §13.17, §13.18).
// Must never accept a response whose algorithms are not exactly those asked for: an attacker in the path would choose weaker ones.

import type { CipherSuite } from './ciphers.js';
import { needBytes, needInteger, WireError } from './wire-error.js';

const RECORD_BYTES = 8;
const ACCEPTED_BYTES = 12 + 3 * RECORD_BYTES;
/** §13.18: with a status other than 00h only this much is sent. */
const REFUSED_BYTES = 2;

export interface OpenSessionRequest {
  readonly tag: number;
  readonly privilege: number;
  readonly consoleSessionId: number;
  readonly suite: CipherSuite;
}

export type OpenSessionResponse =
  | { readonly kind: 'refused'; readonly tag: number; readonly status: number }
  | {
      readonly kind: 'accepted';
      readonly tag: number;
      readonly consoleSessionId: number;
      readonly bmcSessionId: number;
      readonly authentication: number;
      readonly integrity: number;
      readonly confidentiality: number;
    };

export function encodeOpenSessionRequest(request: OpenSessionRequest): Buffer {
  needInteger(request.tag, 0, 0xff, 'Open Session tag');
  const head = Buffer.from([request.tag, request.privilege, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32LE(request.consoleSessionId, 4);
  return Buffer.concat([
    head,
    record(0, request.suite.authentication),
    record(1, request.suite.integrity),
    record(2, request.suite.confidentiality),
  ]);
}

export function decodeOpenSessionResponse(payload: Buffer): OpenSessionResponse {
  needBytes(payload, REFUSED_BYTES, 'Open Session Response');
  const tag = payload.readUInt8(0);
  const status = payload.readUInt8(1);
  if (status !== 0) return { kind: 'refused', tag, status };
  needBytes(payload, ACCEPTED_BYTES, 'Open Session Response');
  return {
    kind: 'accepted',
    tag,
    consoleSessionId: payload.readUInt32LE(4),
    bmcSessionId: payload.readUInt32LE(8),
    authentication: readRecord(payload, 0),
    integrity: readRecord(payload, 1),
    confidentiality: readRecord(payload, 2),
  };
}

/** True only when the BMC echoes each algorithm of the suite that was proposed. */
export function echoesSuite(response: OpenSessionResponse & { kind: 'accepted' }, suite: CipherSuite): boolean {
  return (
    response.authentication === suite.authentication &&
    response.integrity === suite.integrity &&
    response.confidentiality === suite.confidentiality
  );
}

function record(type: number, algorithm: number): Buffer {
  return Buffer.from([type, 0, 0, RECORD_BYTES, algorithm, 0, 0, 0]);
}

function readRecord(payload: Buffer, type: number): number {
  const at = 12 + type * RECORD_BYTES;
  if (payload.readUInt8(at) !== type || payload.readUInt8(at + 3) !== RECORD_BYTES) {
    throw new WireError(`Open Session Response: record ${type} is not of that type and of ${RECORD_BYTES} bytes`);
  }
  return payload.readUInt8(at + 4) & 0x3f;
}
