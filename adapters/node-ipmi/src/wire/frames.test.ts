// Golden bytes of the frames: RMCP, ASF ping, IPMI 1.5 without session, LAN message, Open Session.
import { describe, expect, it } from 'vitest';

import { cipherSuite } from './ciphers.js';
import { checksum, decodeResponse, encodeRequest } from './lan-message.js';
import { decodeOpenSessionResponse, echoesSuite, encodeOpenSessionRequest } from './open-session.js';
import { decodeV15, encodeV15 } from './packet-v15.js';
import { decodePlain, encodePlain, PAYLOAD } from './packet-v2.js';
import { decodePong, decodeRmcp, encodePing, encodeRmcp } from './rmcp.js';
import { WireError } from './wire-error.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('RMCP', () => {
  it('has the header 06 00 FF 07', () => {
    expect(encodeRmcp(hex('AA'))).toEqual(hex('06 00 FF 07 AA'));
    expect(decodeRmcp(hex('06 00 FF 07 AA'))).toEqual(hex('AA'));
  });

  it('refuses another version, another class, too short, too long', () => {
    for (const bad of ['', '06 00 FF', '05 00 FF 07', '06 00 FF 06', '06 00 FF 87']) {
      expect(() => decodeRmcp(hex(bad))).toThrow(WireError);
    }
    expect(() => decodeRmcp(Buffer.concat([hex('06 00 FF 07'), Buffer.alloc(1021)]))).toThrow(WireError);
  });

  it('pings and reads the pong', () => {
    expect(encodePing(0x2a)).toEqual(hex('06 00 FF 06 00 00 11 BE 80 2A 00 00'));
    const pong = hex('06 00 FF 06 00 00 11 BE 40 2A 00 10 00 00 11 BE 00 00 00 00 81 00 00 00 00 00 00 00');
    expect(decodePong(pong)).toEqual({ tag: 0x2a, ipmi: true });
    expect(() => decodePong(pong.subarray(0, 27))).toThrow(WireError);
  });
});

describe('IPMI 1.5 packet without a session', () => {
  it('frames Get Channel Authentication Capabilities as ipmitool does', () => {
    const message = encodeRequest({ netFn: 6, command: 0x38, sequence: 0, data: hex('8E 04') });
    expect(message).toEqual(hex('20 18 C8 81 00 38 8E 04 B5'));
    expect(encodeV15(message)).toEqual(hex('06 00 FF 07 00 00 00 00 00 00 00 00 00 09 20 18 C8 81 00 38 8E 04 B5'));
    expect(decodeV15(encodeV15(message))).toEqual(message);
  });

  it('refuses one that claims a session or more bytes than there are', () => {
    expect(() => decodeV15(hex('06 00 FF 07 00 00 00 00 00 01 00 00 00 00'))).toThrow(WireError);
    expect(() => decodeV15(hex('06 00 FF 07 00 00 00 00 00 00 00 00 00 09 20'))).toThrow(WireError);
  });
});

describe('LAN message', () => {
  it('sums to zero', () => {
    expect(checksum(hex('20 18'))).toBe(0xc8);
    expect(checksum(hex('00'))).toBe(0);
  });

  it('encodes a request and decodes its response', () => {
    expect(encodeRequest({ netFn: 6, command: 1, sequence: 1, data: hex('') })).toEqual(hex('20 18 C8 81 04 01 7A'));
    expect(decodeResponse(hex('81 1C 63 20 04 01 00 20 BB'))).toEqual({
      netFn: 7,
      sequence: 1,
      command: 1,
      completionCode: 0,
      data: hex('20'),
    });
  });

  it('refuses wrong checksums, other addresses, short messages', () => {
    for (const bad of [
      '81 1C 64 20 04 01 00 20 BB',
      '81 1C 63 20 04 01 00 20 BC',
      '83 1C 61 20 04 01 00 20 BB',
      '81 1C 63 22 04 01 00 20 B9',
      '81 1C 63 20 04 01 DA',
    ]) {
      expect(() => decodeResponse(hex(bad)), bad).toThrow(WireError);
    }
  });

  it('refuses to send what does not fit', () => {
    expect(() => encodeRequest({ netFn: 6, command: 1, sequence: 64, data: hex('') })).toThrow(WireError);
    expect(() => encodeRequest({ netFn: 6, command: 1, sequence: 1, data: Buffer.alloc(65) })).toThrow(WireError);
  });
});

describe('Open Session', () => {
  const request = { tag: 5, privilege: 4, consoleSessionId: 0xa4a3a2a1 };
  const answer = hex(
    '05 00 04 00 A1 A2 A3 A4 11 12 13 14 00 00 00 08 03 00 00 00 01 00 00 08 04 00 00 00 02 00 00 08 01 00 00 00',
  );

  it('proposes exactly one algorithm of each kind', () => {
    expect(encodeOpenSessionRequest({ ...request, suite: cipherSuite(17) })).toEqual(
      hex('05 04 00 00 A1 A2 A3 A4 00 00 00 08 03 00 00 00 01 00 00 08 04 00 00 00 02 00 00 08 01 00 00 00'),
    );
    expect(encodeOpenSessionRequest({ ...request, suite: cipherSuite(3) })).toEqual(
      hex('05 04 00 00 A1 A2 A3 A4 00 00 00 08 01 00 00 00 01 00 00 08 01 00 00 00 02 00 00 08 01 00 00 00'),
    );
  });

  it('reads the answer, and the 8 bytes of a refusal', () => {
    expect(decodeOpenSessionResponse(answer)).toEqual({
      kind: 'accepted',
      tag: 5,
      consoleSessionId: 0xa4a3a2a1,
      bmcSessionId: 0x14131211,
      authentication: 3,
      integrity: 4,
      confidentiality: 1,
    });
    const refusal = decodeOpenSessionResponse(hex('05 01 00 00 A1 A2 A3 A4'));
    expect(refusal).toEqual({ kind: 'refused', tag: 5, status: 1 });
    // The trap: an acceptance that is as short as a refusal.
    expect(() => decodeOpenSessionResponse(hex('05 00 04 00 A1 A2 A3 A4'))).toThrow(WireError);
  });

  it.each([
    ['authentication', 16],
    ['integrity', 24],
    ['confidentiality', 32],
  ])('sees every other %s algorithm in the echo', (_, at) => {
    for (let algorithm = 0; algorithm < 64; algorithm++) {
      const other = Buffer.from(answer);
      const asked = other.readUInt8(at);
      other.writeUInt8(algorithm, at);
      const response = decodeOpenSessionResponse(other);
      if (response.kind !== 'accepted') throw new Error('not accepted');
      expect(echoesSuite(response, cipherSuite(17))).toBe(algorithm === asked);
    }
  });

  it('travels in a plain RMCP+ packet', () => {
    expect(encodePlain(PAYLOAD.openSessionResponse, hex('AA'))).toEqual(
      hex('06 00 FF 07 06 11 00 00 00 00 00 00 00 00 01 00 AA'),
    );
    expect(decodePlain(hex('06 00 FF 07 06 11 00 00 00 00 00 00 00 00 01 00 AA'), 0x11)).toEqual(hex('AA'));
    expect(() => decodePlain(hex('06 00 FF 07 06 11 00 00 00 00 00 00 00 00 02 00 AA'), 0x11)).toThrow(WireError);
    expect(() => decodePlain(hex('06 00 FF 07 06 13 00 00 00 00 00 00 00 00 01 00 AA'), 0x11)).toThrow(WireError);
  });
});
