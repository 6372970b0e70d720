// The IPMI message as it travels over LAN (IPMI v2.0 §13.8): addresses, network function, two checksums.
// Must never accept a message with a wrong checksum or one that is no answer from the BMC to us.

import { needBytes, needInteger, WireError } from './wire-error.js';

const BMC_ADDRESS = 0x20;
/** Software ID of a remote console, §5.5. */
const CONSOLE_ADDRESS = 0x81;
/** An IPMI message is bounded far below this; nothing here sends more than 20 bytes. */
const MAX_DATA_BYTES = 64;
const MIN_RESPONSE_BYTES = 8;

export interface LanRequest {
  readonly netFn: number;
  readonly command: number;
  /** 6-bit number by which the answer is matched. */
  readonly sequence: number;
  readonly data: Buffer;
}

export interface LanResponse {
  readonly netFn: number;
  readonly command: number;
  readonly sequence: number;
  readonly completionCode: number;
  readonly data: Buffer;
}

/** Two's complement checksum, §13.8: bytes and checksum add up to zero. */
export function checksum(bytes: Buffer): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) & 0xff;
  return -sum & 0xff;
}

export function encodeRequest(request: LanRequest): Buffer {
  needInteger(request.netFn, 0, 0x3e, 'IPMI request netFn');
  needInteger(request.command, 0, 0xff, 'IPMI request command');
  needInteger(request.sequence, 0, 0x3f, 'IPMI request sequence');
  if (request.data.length > MAX_DATA_BYTES) {
    throw new WireError(`IPMI request: ${request.data.length} data bytes, more than ${MAX_DATA_BYTES}`);
  }
  const head = Buffer.from([BMC_ADDRESS, request.netFn << 2]);
  const body = Buffer.concat([Buffer.from([CONSOLE_ADDRESS, request.sequence << 2, request.command]), request.data]);
  return Buffer.concat([head, Buffer.from([checksum(head)]), body, Buffer.from([checksum(body)])]);
}

export function decodeResponse(message: Buffer): LanResponse {
  needBytes(message, MIN_RESPONSE_BYTES, 'IPMI response');
  if (checksum(message.subarray(0, 3)) !== 0 || checksum(message.subarray(3)) !== 0) {
    throw new WireError('IPMI response: wrong checksum');
  }
  if (message.readUInt8(0) !== CONSOLE_ADDRESS || message.readUInt8(3) !== BMC_ADDRESS) {
    throw new WireError('IPMI response: not from the BMC to this console');
  }
  return {
    netFn: message.readUInt8(1) >> 2,
    sequence: message.readUInt8(4) >> 2,
    command: message.readUInt8(5),
    completionCode: message.readUInt8(6),
    data: message.subarray(7, -1),
  };
}
