// Data Center Manageability Interface (DCMI v1.5): group extension DCh in front of every request and answer (§6.1).
// Must never take an answer of another group for one of these.

import { needBytes, WireError } from '../wire/wire-error.js';

export const DCMI_NET_FN = 0x2c;
const GROUP = 0xdc;

export const dcmiRequest = (...bytes: readonly number[]): Buffer => Buffer.from([GROUP, ...bytes]);

/** What follows the group's number. */
export function dcmiAnswer(data: Buffer, bytes: number, what: string): Buffer {
  needBytes(data, 1 + bytes, what);
  if (data.readUInt8(0) !== GROUP) throw new WireError(`${what}: group ${data.readUInt8(0)} where DCMI was asked`);
  return data.subarray(1);
}
