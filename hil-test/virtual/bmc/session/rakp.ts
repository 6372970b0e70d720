// The key arithmetic of RAKP (IPMI v2.0 §13.31, §13.32): what is hashed, in which order, with which key.
// Must never compare codes itself or keep keys: it only computes them. K_g is empty, so the user key stands in for it.
import { createHmac } from 'node:crypto';
import type { SessionKeys } from '../wire/session-v20.js';
import type { Suite } from './suites.js';

export interface RakpFacts {
  readonly suite: Suite;
  readonly consoleId: number;
  readonly bmcId: number;
  readonly consoleRandom: Buffer;
  readonly bmcRandom: Buffer;
  readonly guid: Buffer;
  /** As it came on the wire, name-only bit included. */
  readonly role: number;
  readonly userName: Buffer;
  readonly password: string;
}

export interface RakpCodes {
  readonly rakp2: Buffer;
  readonly rakp3: Buffer;
  readonly rakp4: Buffer;
  readonly keys: SessionKeys;
}

export function rakpCodes(facts: RakpFacts): RakpCodes {
  const { suite, consoleRandom, bmcRandom, guid } = facts;
  const hmac = (key: Buffer, ...parts: readonly Buffer[]): Buffer =>
    createHmac(suite.hash, key).update(Buffer.concat(parts)).digest();
  const id = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const userKey = Buffer.alloc(20);
  userKey.write(facts.password, 'utf8');
  const user = Buffer.concat([Buffer.from([facts.role, facts.userName.length]), facts.userName]);
  const sik = hmac(userKey, consoleRandom, bmcRandom, user);
  return {
    rakp2: hmac(userKey, id(facts.consoleId), id(facts.bmcId), consoleRandom, bmcRandom, guid, user),
    rakp3: hmac(userKey, bmcRandom, id(facts.consoleId), user),
    rakp4: hmac(sik, consoleRandom, id(facts.bmcId), guid).subarray(0, suite.authCodeLength),
    keys: { suite, integrity: hmac(sik, Buffer.alloc(20, 0x01)), confidentiality: hmac(sik, Buffer.alloc(20, 0x02)) },
  };
}
