// The two cipher suites this package can speak (IPMI v2.0 §22.15.2, table 22-20) and their primitives.
// Must never learn suite 0, 1, 2 or any without both integrity and confidentiality: what can't be encoded can't be negotiated (swap of
// suites by an attacker, and suite 0 lets anyone in).

import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';

import { WireError } from './wire-error.js';

export type CipherSuiteId = 17 | 3;

export interface CipherSuite {
  readonly id: CipherSuiteId;
  readonly hash: 'sha256' | 'sha1';
  /** Algorithm numbers of the Open Session records: authentication §13.28, integrity §13.28.4, confidentiality §13.28.5. */
  readonly authentication: number;
  readonly integrity: number;
  readonly confidentiality: number;
  /** Length of the key exchange codes in RAKP 2 and 3. */
  readonly keyExchangeCodeBytes: number;
  /** Length of the truncated codes in RAKP 4 and at the end of every packet. */
  readonly integrityCodeBytes: number;
}

const SUITES: Readonly<Record<CipherSuiteId, CipherSuite>> = {
  17: {
    id: 17,
    hash: 'sha256',
    authentication: 0x03,
    integrity: 0x04,
    confidentiality: 0x01,
    keyExchangeCodeBytes: 32,
    integrityCodeBytes: 16,
  },
  3: {
    id: 3,
    hash: 'sha1',
    authentication: 0x01,
    integrity: 0x01,
    confidentiality: 0x01,
    keyExchangeCodeBytes: 20,
    integrityCodeBytes: 12,
  },
};

const AES_BLOCK_BYTES = 16;

/** Throws for any number but 17 and 3, whatever the types said. */
export function cipherSuite(id: number): CipherSuite {
  if (id !== 17 && id !== 3) {
    throw new WireError(`cipher suite ${id} is not spoken here; only 17 and 3 are`);
  }
  return SUITES[id];
}

export function hmac(suite: CipherSuite, key: Buffer, ...parts: readonly Buffer[]): Buffer {
  const mac = createHmac(suite.hash, key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

export function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** AES-CBC-128 payload, §13.29: IV, then data, pad 01 02 03 .., pad length. */
export function encryptPayload(key: Buffer, iv: Buffer, data: Buffer): Buffer {
  const padBytes = (AES_BLOCK_BYTES - ((data.length + 1) % AES_BLOCK_BYTES)) % AES_BLOCK_BYTES;
  const pad = Buffer.from(
    Array.from({ length: padBytes + 1 }, (_, index) => (index === padBytes ? padBytes : index + 1)),
  );
  const cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([iv, cipher.update(Buffer.concat([data, pad])), cipher.final()]);
}

export function decryptPayload(key: Buffer, payload: Buffer): Buffer {
  if (payload.length < 2 * AES_BLOCK_BYTES || payload.length % AES_BLOCK_BYTES !== 0) {
    throw new WireError(`encrypted payload: ${payload.length} bytes are not an IV and whole AES blocks`);
  }
  const decipher = createDecipheriv('aes-128-cbc', key, payload.subarray(0, AES_BLOCK_BYTES)).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(payload.subarray(AES_BLOCK_BYTES)), decipher.final()]);
  const padBytes = plain.readUInt8(plain.length - 1);
  if (padBytes >= AES_BLOCK_BYTES) throw new WireError(`encrypted payload: pad length ${padBytes}`);
  const end = plain.length - 1 - padBytes;
  for (let index = 0; index < padBytes; index++) {
    if (plain.readUInt8(end + index) !== index + 1)
      throw new WireError('encrypted payload: pad bytes are not 01 02 03 ..');
  }
  return plain.subarray(0, end);
}
