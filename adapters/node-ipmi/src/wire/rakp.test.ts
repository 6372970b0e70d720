// The key exchange against values made by another implementation (Python hmac and hashlib, openssl enc) from fixed nonces.
// Must never be "fixed" by copying what this code prints.
import { describe, expect, it } from 'vitest';

import { cipherSuite } from './ciphers.js';
import { decodeProtected, encodeProtected } from './packet-v2.js';
import type { RakpContext } from './rakp.js';
import {
  decodeRakp2,
  decodeRakp4,
  deriveSessionKeys,
  encodeRakp1,
  encodeRakp3,
  paddedKey,
  rakp2Code,
  rakp3Code,
  rakp4Code,
  sessionIntegrityKey,
} from './rakp.js';
import { WireError } from './wire-error.js';

const count = (from: number): Buffer => Buffer.from(Array.from({ length: 16 }, (_, index) => from + index));
const RM = count(0x40);
const GUID = count(0x60);
const IV = count(0x80);
const K = paddedKey(Buffer.from('hilpass'), 'password');
const KG = paddedKey(Buffer.from('second key'), 'Kg');

const context = (suite: 17 | 3): RakpContext => ({
  suite: cipherSuite(suite),
  consoleSessionId: 0xa4a3a2a1,
  bmcSessionId: 0x14131211,
  consoleRandom: count(0x20),
  privilege: 4,
  user: Buffer.from('admin'),
});

const GOLDEN = {
  17: {
    rakp2: '2089dccba6c3aa5b12d783601ec136b0169c77a3b33cdb033589e1b690c2f832',
    rakp3: '295b6ab23ed172753e7ba054848cab7a6318a74a9b039d23d98478d47f517cff',
    sik: '6ceeffa10260c80062aad226951d2d5c7bd2fbf64a9d6da1067c30eb289ddab2',
    rakp4: 'aed6d03739a50cd562b9f795ca81325c',
    rakp4WithKg: '026884bff0dc309f8f32abc617adafef',
    k1: '94ad61904e9daf5bcde4b259b4197a1b46f63c4d2c6abbcd04ee6631cf27ce6e',
    k2: '4d5686cdacf8b08db8640df33b4200a9',
    packet:
      '0600ff0706c011121314030000002000808182838485868788898a8b8c8d8e8f3098d89cc4f6510ce912313186e34273ffff02070072b033702c327e6df18f098235cd21',
  },
  3: {
    rakp2: '908b79986c3e022e2f497ac79b6ad08eebd9073c',
    rakp3: '82de9d20e3036ed40c911b2f2c92be32967602d3',
    sik: 'b4b237b1f9aa5b05f09c33fc82e71475de2c5354',
    rakp4: 'd952f3a788c5108ff2b5348c',
    rakp4WithKg: 'd83dab91d174ca8375a3c800',
    k1: '75633f39a197578e32ff409bd4c38ff6f9d599c9',
    k2: 'd46f2d74b9510427e746425a6c97c3e6',
    packet:
      '0600ff0706c011121314030000002000808182838485868788898a8b8c8d8e8f84f271eb1e431640aafe5c3d35733a4dffff02079ffaf4712275f74a57d92e20',
  },
} as const;

describe.each([17, 3] as const)('cipher suite %i', (id) => {
  const golden = GOLDEN[id];
  const ctx = context(id);

  it('computes the codes of RAKP 2, 3 and 4', () => {
    expect(rakp2Code(ctx, K, RM, GUID).toString('hex')).toBe(golden.rakp2);
    expect(rakp3Code(ctx, K, RM).toString('hex')).toBe(golden.rakp3);
    expect(rakp4Code(ctx, sessionIntegrityKey(ctx, K, RM), GUID).toString('hex')).toBe(golden.rakp4);
    expect(rakp4Code(ctx, sessionIntegrityKey(ctx, KG, RM), GUID).toString('hex')).toBe(golden.rakp4WithKg);
  });

  it('derives SIK, K1 and K2', () => {
    const sik = sessionIntegrityKey(ctx, K, RM);
    const keys = deriveSessionKeys(ctx.suite, sik);
    expect(sik.toString('hex')).toBe(golden.sik);
    expect(keys.integrityKey.toString('hex')).toBe(golden.k1);
    expect(keys.confidentialityKey.toString('hex')).toBe(golden.k2);
  });

  it('makes and reads the protected packet', () => {
    const keys = deriveSessionKeys(ctx.suite, sessionIntegrityKey(ctx, K, RM));
    const message = Buffer.from('2018c88104017a', 'hex');
    const packet = { sessionId: ctx.bmcSessionId, sequence: 3, message };
    expect(encodeProtected(keys, packet, IV).toString('hex')).toBe(golden.packet);
    expect(decodeProtected(keys, Buffer.from(golden.packet, 'hex'))).toEqual(packet);
  });

  it('refuses the packet when any one bit is flipped', () => {
    const keys = deriveSessionKeys(ctx.suite, sessionIntegrityKey(ctx, K, RM));
    const good = Buffer.from(golden.packet, 'hex');
    for (let bit = 4 * 8; bit < good.length * 8; bit++) {
      const bad = Buffer.from(good);
      bad.writeUInt8(bad.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => decodeProtected(keys, bad), `bit ${bit}`).toThrow(WireError);
    }
  });
});

describe('RAKP messages', () => {
  it('encodes RAKP 1 with the name-only role byte', () => {
    expect(encodeRakp1(7, context(17)).toString('hex')).toBe(
      `0700000011121314${count(0x20).toString('hex')}14000005${Buffer.from('admin').toString('hex')}`,
    );
  });

  it('encodes RAKP 3', () => {
    expect(encodeRakp3(9, context(3), Buffer.from('aabb', 'hex')).toString('hex')).toBe('0900000011121314aabb');
  });

  it('decodes RAKP 2 and 4', () => {
    const rakp2 = Buffer.from(`07000000a1a2a3a4${RM.toString('hex')}${GUID.toString('hex')}${GOLDEN[17].rakp2}`, 'hex');
    expect(decodeRakp2(rakp2, cipherSuite(17)).accepted).toEqual({
      consoleSessionId: 0xa4a3a2a1,
      bmcRandom: RM,
      bmcGuid: GUID,
      keyExchangeCode: Buffer.from(GOLDEN[17].rakp2, 'hex'),
    });
    const rakp4 = Buffer.from(`09000000a1a2a3a4${GOLDEN[3].rakp4}`, 'hex');
    expect(decodeRakp4(rakp4, cipherSuite(3)).accepted).toEqual({
      consoleSessionId: 0xa4a3a2a1,
      integrityCode: Buffer.from(GOLDEN[3].rakp4, 'hex'),
    });
  });

  it('reads the short form of a refusal and no further', () => {
    expect(decodeRakp2(Buffer.from('070d0000a1a2a3a4', 'hex'), cipherSuite(17))).toEqual({ tag: 7, status: 0x0d });
    expect(decodeRakp4(Buffer.from('090f0000a1a2a3a4', 'hex'), cipherSuite(17))).toEqual({ tag: 9, status: 0x0f });
  });

  it('refuses a code of another length: a truncated one would be easier to guess', () => {
    const head = `07000000a1a2a3a4${RM.toString('hex')}${GUID.toString('hex')}`;
    for (const bytes of [0, 1, 20, 31, 33]) {
      expect(() => decodeRakp2(Buffer.from(head + '00'.repeat(bytes), 'hex'), cipherSuite(17))).toThrow(WireError);
    }
    expect(() => decodeRakp4(Buffer.from('09000000a1a2a3a4', 'hex'), cipherSuite(17))).toThrow(WireError);
  });

  it('refuses a password or a name that IPMI can not carry, without repeating it', () => {
    expect(() => paddedKey(Buffer.from('123456789012345678901'), 'password')).toThrow(
      /^password is longer than the 20 bytes/,
    );
    expect(() => encodeRakp1(1, { ...context(17), user: Buffer.alloc(17) })).toThrow(WireError);
  });
});
