// The suites that exist and those that must not; the pad of AES payloads at every length.
import { describe, expect, it } from 'vitest';

import type { CipherSuiteId } from './ciphers.js';
import { cipherSuite, decryptPayload, encryptPayload, sameBytes } from './ciphers.js';
import { WireError } from './wire-error.js';

const KEY = Buffer.alloc(16, 0x5a);
const IV = Buffer.alloc(16, 0xa5);

describe('cipher suites', () => {
  it('knows 17 and 3 by the numbers of the specification', () => {
    expect(cipherSuite(17)).toMatchObject({
      authentication: 3,
      integrity: 4,
      confidentiality: 1,
      integrityCodeBytes: 16,
    });
    expect(cipherSuite(3)).toMatchObject({
      authentication: 1,
      integrity: 1,
      confidentiality: 1,
      integrityCodeBytes: 12,
    });
  });

  it('can not be talked into any other, whatever the types say', () => {
    for (let id = 0; id < 256; id++) {
      if (id !== 17 && id !== 3) expect(() => cipherSuite(id as CipherSuiteId), `suite ${id}`).toThrow(WireError);
    }
  });
});

describe('AES payload', () => {
  it('comes back whole at every length, always in whole blocks', () => {
    for (let length = 0; length <= 64; length++) {
      const data = Buffer.alloc(length, length);
      const payload = encryptPayload(KEY, IV, data);
      expect(payload.length % 16).toBe(0);
      expect(decryptPayload(KEY, payload)).toEqual(data);
    }
  });

  it('refuses what is no IV and whole blocks', () => {
    for (const length of [0, 16, 31, 33]) expect(() => decryptPayload(KEY, Buffer.alloc(length))).toThrow(WireError);
  });

  it('refuses a pad that is not 01 02 03 ..', () => {
    // A 16-byte message fills its first block, so the cut after that block ends in a byte of the caller's choice.
    const badPad = encryptPayload(KEY, IV, Buffer.concat([Buffer.alloc(15, 7), Buffer.from([200])]));
    expect(decryptPayload(KEY, badPad)).toHaveLength(16);
    expect(() => decryptPayload(KEY, badPad.subarray(0, 32))).toThrow(/pad length 200/);
    const wrongPad = encryptPayload(KEY, IV, Buffer.concat([Buffer.alloc(15, 7), Buffer.from([2])]));
    expect(() => decryptPayload(KEY, wrongPad.subarray(0, 32))).toThrow(/01 02 03/);
  });
});

describe('sameBytes', () => {
  it('compares content, and different lengths are different', () => {
    expect(sameBytes(Buffer.from('abc'), Buffer.from('abc'))).toBe(true);
    expect(sameBytes(Buffer.from('abc'), Buffer.from('abd'))).toBe(false);
    expect(sameBytes(Buffer.from('abc'), Buffer.from('ab'))).toBe(false);
  });
});
