// RAKP messages 1 to 4 (IPMI v2.0 §13.20 to §13.23) and the keys that come out of them (§13.31, §13.32).
// Pure: nonces come in as arguments. Must never compute a code over anything but the bytes as sent, role byte included.

import type { CipherSuite } from './ciphers.js';
import { hmac } from './ciphers.js';
import type { SessionKeys } from './packet-v2.js';
import { needBytes, needInteger, WireError } from './wire-error.js';

const RANDOM_BYTES = 16;
const GUID_BYTES = 16;
export const MAX_USER_BYTES = 16;
const KEY_BYTES = 20;
/** §13.20: bit 4 of the role byte asks to look the user up by name alone, whatever the privilege. */
const NAME_ONLY_LOOKUP = 0x10;
const AES_KEY_BYTES = 16;

/** Everything that both ends feed into the codes. */
export interface RakpContext {
  readonly suite: CipherSuite;
  readonly consoleSessionId: number;
  readonly bmcSessionId: number;
  readonly consoleRandom: Buffer;
  readonly privilege: number;
  readonly user: Buffer;
}

export interface Rakp2 {
  readonly tag: number;
  readonly status: number;
  readonly accepted?: {
    readonly consoleSessionId: number;
    readonly bmcRandom: Buffer;
    readonly bmcGuid: Buffer;
    readonly keyExchangeCode: Buffer;
  };
}

export interface Rakp4 {
  readonly tag: number;
  readonly status: number;
  readonly accepted?: { readonly consoleSessionId: number; readonly integrityCode: Buffer };
}

export function encodeRakp1(tag: number, context: RakpContext): Buffer {
  needInteger(tag, 0, 0xff, 'RAKP 1 tag');
  const head = Buffer.concat([Buffer.from([tag, 0, 0, 0]), sessionId(context.bmcSessionId), context.consoleRandom]);
  const { role, lengthAndName } = identity(context);
  return Buffer.concat([head, role, Buffer.from([0, 0]), lengthAndName]);
}

export function decodeRakp2(payload: Buffer, suite: CipherSuite): Rakp2 {
  needBytes(payload, 2, 'RAKP 2');
  const tag = payload.readUInt8(0);
  const status = payload.readUInt8(1);
  if (status !== 0) return { tag, status };
  const codeAt = 8 + RANDOM_BYTES + GUID_BYTES;
  needExactly(payload, codeAt + suite.keyExchangeCodeBytes, 'RAKP 2');
  return {
    tag,
    status,
    accepted: {
      consoleSessionId: payload.readUInt32LE(4),
      bmcRandom: payload.subarray(8, 8 + RANDOM_BYTES),
      bmcGuid: payload.subarray(8 + RANDOM_BYTES, codeAt),
      keyExchangeCode: payload.subarray(codeAt),
    },
  };
}

export function encodeRakp3(tag: number, context: RakpContext, keyExchangeCode: Buffer): Buffer {
  needInteger(tag, 0, 0xff, 'RAKP 3 tag');
  return Buffer.concat([Buffer.from([tag, 0, 0, 0]), sessionId(context.bmcSessionId), keyExchangeCode]);
}

export function decodeRakp4(payload: Buffer, suite: CipherSuite): Rakp4 {
  needBytes(payload, 2, 'RAKP 4');
  const tag = payload.readUInt8(0);
  const status = payload.readUInt8(1);
  if (status !== 0) return { tag, status };
  needExactly(payload, 8 + suite.integrityCodeBytes, 'RAKP 4');
  return {
    tag,
    status,
    accepted: { consoleSessionId: payload.readUInt32LE(4), integrityCode: payload.subarray(8) },
  };
}

/** A password or Kg as the fixed 20-byte key of §13.31. The caller wipes it. */
export function paddedKey(secret: Buffer, what: string): Buffer {
  if (secret.length > KEY_BYTES) {
    throw new WireError(`${what} is longer than the ${KEY_BYTES} bytes that IPMI 2.0 can carry`);
  }
  const key = Buffer.alloc(KEY_BYTES);
  secret.copy(key);
  return key;
}

/** What RAKP 2 must carry if the BMC knows the password, §13.31. */
export function rakp2Code(context: RakpContext, userKey: Buffer, bmcRandom: Buffer, bmcGuid: Buffer): Buffer {
  const { role, lengthAndName } = identity(context);
  return hmac(
    context.suite,
    userKey,
    sessionId(context.consoleSessionId),
    sessionId(context.bmcSessionId),
    context.consoleRandom,
    bmcRandom,
    bmcGuid,
    role,
    lengthAndName,
  );
}

/** What RAKP 3 carries: the proof that this console knows the password. */
export function rakp3Code(context: RakpContext, userKey: Buffer, bmcRandom: Buffer): Buffer {
  const { role, lengthAndName } = identity(context);
  return hmac(context.suite, userKey, bmcRandom, sessionId(context.consoleSessionId), role, lengthAndName);
}

/** The session integrity key, §13.31. `key` is Kg where one is set, else the user's key. */
export function sessionIntegrityKey(context: RakpContext, key: Buffer, bmcRandom: Buffer): Buffer {
  const { role, lengthAndName } = identity(context);
  return hmac(context.suite, key, context.consoleRandom, bmcRandom, role, lengthAndName);
}

/** What RAKP 4 must carry, §13.31: the BMC has the same session integrity key. */
export function rakp4Code(context: RakpContext, sik: Buffer, bmcGuid: Buffer): Buffer {
  const code = hmac(context.suite, sik, context.consoleRandom, sessionId(context.bmcSessionId), bmcGuid);
  return code.subarray(0, context.suite.integrityCodeBytes);
}

/** K1 and K2, §13.32: the constants are 20 bytes long for SHA-256 too. */
export function deriveSessionKeys(suite: CipherSuite, sik: Buffer): SessionKeys {
  return {
    suite,
    integrityKey: hmac(suite, sik, Buffer.alloc(KEY_BYTES, 0x01)),
    confidentialityKey: hmac(suite, sik, Buffer.alloc(KEY_BYTES, 0x02)).subarray(0, AES_KEY_BYTES),
  };
}

function identity(context: RakpContext): { role: Buffer; lengthAndName: Buffer } {
  if (context.user.length > MAX_USER_BYTES) {
    throw new WireError(
      `user name: ${context.user.length} bytes, more than the ${MAX_USER_BYTES} that IPMI 2.0 can carry`,
    );
  }
  return {
    role: Buffer.from([context.privilege | NAME_ONLY_LOOKUP]),
    lengthAndName: Buffer.concat([Buffer.from([context.user.length]), context.user]),
  };
}

function sessionId(id: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(id);
  return bytes;
}

function needExactly(payload: Buffer, count: number, what: string): void {
  if (payload.length !== count) {
    throw new WireError(`${what}: ${payload.length} bytes where ${count} are needed`);
  }
}
