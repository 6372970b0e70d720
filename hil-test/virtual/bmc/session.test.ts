// Sessions as attackers and forgetful clients use them: wrong proofs, replays, downgrades, exhaustion, idle ends (IPMI v2.0 §6.12, §13).
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PRIVILEGE } from './session/privilege.js';
import { suitesOf } from './session/suites.js';
import { testBench } from './test-bench.js';
import { requestMessage, TestConsole } from './test-console.js';
import { wrapIpmi } from './wire/rmcp.js';
import { buildPlain, buildSealed, parseV20 } from './wire/session-v20.js';

const APP = 0x06;
const GET_DEVICE_ID = 0x01;
const POWER_OFF = [0x00, 0x02, 0x00] as const;

describe('opening a session', () => {
  it.each([17, 3] as const)('works with suite %i and proves both sides', (suite) => {
    const { bmc } = testBench();
    const console = new TestConsole(bmc);
    expect(console.login({ suite })).toBe(0);
    expect(console.command(APP, GET_DEVICE_ID)).toMatchObject({ code: 0 });
    expect(bmc.ledger.entries).toEqual([{ what: 'session-opened', suite, atMs: 0, by: 'admin' }]);
  });

  it('refuses a wrong password with 0Fh, an unknown user with 0Dh, and opens nothing', () => {
    const { bmc } = testBench();
    expect(new TestConsole(bmc).login({ password: 'admin-passwore' })).toBe(0x0f);
    expect(new TestConsole(bmc).login({ password: '' })).toBe(0x0f);
    expect(new TestConsole(bmc).login({ user: 'nobody' })).toBe(0x0d);
    expect(new TestConsole(bmc).login({ user: '' })).toBe(0x0d);
    expect(bmc.sessions.active()).toEqual([]);
  });

  it('never offers a suite it was not given, nor a weaker one than asked for', () => {
    const { bmc } = testBench({ suites: [17] });
    expect(new TestConsole(bmc).login({ suite: 3 })).toBe(0x04);
    const none = { ...suitesOf([17])[0], authentication: 0, integrity: 0, confidentiality: 0 };
    const console = new TestConsole(bmc);
    const cipherZero = console.openRequest(none as Parameters<TestConsole['openRequest']>[0], 4);
    expect(console.exchange(0x10, cipherZero)?.[1]).toBe(0x04);
    const unencrypted = console.openRequest(
      { ...none, authentication: 3, integrity: 4 } as Parameters<TestConsole['openRequest']>[0],
      4,
    );
    expect(console.exchange(0x10, unencrypted)?.[1]).toBe(0x10);
  });

  it('answers a repeated RAKP 1 and RAKP 3 as before', () => {
    const { bmc } = testBench();
    const console = new TestConsole(bmc);
    const sent: Buffer[] = [];
    const send = console.send.bind(console);
    console.send = (datagram) => {
      sent.push(datagram);
      const first = send(datagram);
      const second = send(datagram);
      if (datagram[5] !== 0x10) expect(second).toEqual(first);
      return second;
    };
    expect(console.login()).toBe(0);
    expect(sent).toHaveLength(3);
    expect(bmc.sessions.active()).toHaveLength(1);
  });
});

describe('in a session', () => {
  it('answers a packet once: replays, old and far-ahead sequence numbers are dropped', () => {
    const { bmc } = testBench();
    const console = new TestConsole(bmc).become();
    const packet = console.seal(APP, GET_DEVICE_ID, []);
    expect(console.send(packet)).toBeDefined();
    expect(console.send(packet)).toBeUndefined();
    expect(console.send(console.seal(APP, GET_DEVICE_ID, [], 0))).toBeUndefined();
    expect(console.send(console.seal(APP, GET_DEVICE_ID, [], console.sequence + 16))).toBeUndefined();
    expect(console.send(console.seal(APP, GET_DEVICE_ID, [], console.sequence + 15))).toBeDefined();
    expect(console.send(console.seal(APP, GET_DEVICE_ID, [], console.sequence + 3))).toBeDefined(); // late, but inside the window
    expect(console.send(console.seal(APP, GET_DEVICE_ID, [], console.sequence + 3))).toBeUndefined();
  });

  it('drops what is not authentic, whichever bit was turned', () => {
    const { bmc, machine } = testBench();
    const console = new TestConsole(bmc).become();
    const packet = console.seal(POWER_OFF[0], POWER_OFF[1], [POWER_OFF[2]]);
    for (let bit = 4 * 8; bit < packet.length * 8; bit++) {
      const forged = Buffer.from(packet);
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(console.send(forged)).toBeUndefined();
    }
    expect(machine.calls).toEqual([]);
    expect(console.send(packet)).toBeDefined();
  });

  it('drops packets without authentication or encryption, in and outside the session', () => {
    const { bmc, machine } = testBench();
    const console = new TestConsole(bmc).become();
    const bare = buildPlain(0x00, requestMessage(...([0x00, 0x02, [0x00]] as const)));
    bare.writeUInt32LE(console.bmcId, 2);
    bare.writeUInt32LE(9, 6);
    expect(console.send(wrapIpmi(bare))).toBeUndefined();
    bare.writeUInt32LE(0, 2);
    const reply = console.send(wrapIpmi(bare));
    expect(reply && parseV20(reply.subarray(4))?.payload[6]).toBe(0xd4);
    expect(machine.calls).toEqual([]);
  });

  it('drops packets of the right key that are not encrypted, badly padded, or hold a broken or a response message', () => {
    const { bmc } = testBench();
    const console = new TestConsole(bmc).become();
    const keys = console.keys;
    if (keys === undefined) throw new Error('no session');
    const resigned = (change: (bytes: Buffer) => void): Buffer => {
      const packet = console.seal(APP, GET_DEVICE_ID, []);
      change(packet);
      const signed = packet.subarray(4, packet.length - keys.suite.authCodeLength);
      const code = createHmac(keys.suite.hash, keys.integrity).update(signed).digest();
      code.copy(packet, packet.length - keys.suite.authCodeLength, 0, keys.suite.authCodeLength);
      return packet;
    };
    const sealed = (message: Buffer): Buffer => wrapIpmi(buildSealed(message, console.bmcId, ++console.sequence, keys));
    expect(console.send(resigned(() => {}))).toBeDefined();
    expect(console.send(resigned((bytes) => bytes.writeUInt8(0x40, 5)))).toBeUndefined();
    // The initialisation vector turns bits of the first block: here a pad byte (the message has 7 bytes), then a checksum.
    expect(console.send(resigned((bytes) => bytes.writeUInt8((bytes[16 + 9] ?? 0) ^ 1, 16 + 9)))).toBeUndefined();
    expect(console.send(resigned((bytes) => bytes.writeUInt8((bytes[16 + 6] ?? 0) ^ 1, 16 + 6)))).toBeUndefined();
    expect(console.send(sealed(requestMessage(APP + 1, GET_DEVICE_ID, [])))).toBeUndefined();
    expect(console.send(sealed(requestMessage(APP, GET_DEVICE_ID, [])))).toBeDefined();
  });

  it('starts as user, rises to its limit and no further', () => {
    const { bmc, machine } = testBench();
    const viewer = new TestConsole(bmc);
    expect(viewer.login({ user: 'view', password: 'view-password' })).toBe(0); // asked for administrator, by name only
    expect(viewer.command(...POWER_OFF)).toMatchObject({ code: 0xd4 });
    expect(viewer.command(APP, 0x3b, PRIVILEGE.operator)).toMatchObject({ code: 0x81 });
    expect(viewer.command(APP, 0x3b, 1)).toMatchObject({ code: 0xcc });
    expect(viewer.command(APP, 0x3b, 0)).toEqual({ code: 0, data: Buffer.from([PRIVILEGE.user]) });
    const modest = new TestConsole(bmc);
    expect(modest.login({ role: 0x10 | PRIVILEGE.operator })).toBe(0); // an administrator who asked for operator
    expect(modest.command(APP, 0x3b, PRIVILEGE.administrator)).toMatchObject({ code: 0x81 });
    expect(modest.command(...POWER_OFF)).toMatchObject({ code: 0xd4 });
    expect(machine.calls).toEqual([]);
    expect(modest.command(APP, 0x3b, PRIVILEGE.operator)).toMatchObject({ code: 0 });
    expect(modest.command(...POWER_OFF)).toMatchObject({ code: 0 });
    expect(new TestConsole(bmc).login({ openLevel: PRIVILEGE.user, role: 0x14 })).toBe(0);
    expect(bmc.sessions.active().map((session) => session.levelMax)).toEqual([2, 3, 2]);
  });

  it('refuses by name and role already at RAKP 1', () => {
    const { bmc } = testBench();
    expect(new TestConsole(bmc).login({ user: 'view', password: 'view-password', role: PRIVILEGE.administrator })).toBe(
      0x0a,
    );
    expect(
      new TestConsole(bmc).login({ user: 'oper', password: 'oper-password-of-20b', role: PRIVILEGE.operator }),
    ).toBe(0);
    expect(new TestConsole(bmc).login({ role: 0x15 })).toBe(0x09);
  });

  it('answers C1h, C2h, C7h and, when busy, C0h', () => {
    const { bmc } = testBench();
    const console = new TestConsole(bmc).become();
    expect(console.command(APP, 0x99)).toMatchObject({ code: 0xc1 });
    expect(console.command(0x2c, 0x00, 0x00)).toMatchObject({ code: 0xc1 });
    expect(console.command(APP, GET_DEVICE_ID, 0x00)).toMatchObject({ code: 0xc7 });
    expect(console.command(APP, 0x24, 0x04)).toMatchObject({ code: 0xc7 });
    bmc.faults.busy = true;
    expect(console.command(APP, GET_DEVICE_ID)).toMatchObject({ code: 0xc0 });
    expect(new TestConsole(bmc).login()).toBe(0);
  });
});

describe('the session table', () => {
  it('answers 01h when full, also with half-open sessions, and recovers by close and by idling', () => {
    const { bmc, clock } = testBench({ sessionsMax: 2 });
    const first = new TestConsole(bmc, 1001).become();
    const half = new TestConsole(bmc, 1002);
    half.exchange(0x10, half.openRequest(suiteOf17(), 4));
    expect(new TestConsole(bmc, 1003).login()).toBe(0x01);
    const again = half.exchange(0x10, half.openRequest(suiteOf17(), 4));
    expect(again?.[1]).toBe(0x00); // a repeated request takes its own place again
    clock.advance(30_000);
    expect(first.command(APP, GET_DEVICE_ID)).toMatchObject({ code: 0 });
    clock.advance(30_000);
    expect(new TestConsole(bmc, 1004).login()).toBe(0); // the half-open one is gone, the used one is not
    expect(new TestConsole(bmc, 1005).login()).toBe(0x01);
    const id = Buffer.alloc(4);
    id.writeUInt32LE(first.bmcId);
    expect(first.command(APP, 0x3c, ...id)).toMatchObject({ code: 0 });
    expect(new TestConsole(bmc, 1006).login()).toBe(0);
  });

  it('gives the place of a failed login back at once, and never that of an active session', () => {
    const { bmc } = testBench({ sessionsMax: 2 });
    const console = new TestConsole(bmc, 1).become();
    for (let port = 2; port < 6; port++) expect(new TestConsole(bmc, port).login({ password: 'wrong' })).toBe(0x0f);
    expect(console.login()).toBe(0); // same console id, same port: a second session, not the first one's end
    expect(bmc.sessions.active()).toHaveLength(2);
    expect(console.login()).toBe(0x01);
  });

  it('forgets an idle session: its packets are not answered any more', () => {
    const { bmc, clock } = testBench({ idleMs: 10_000 });
    const console = new TestConsole(bmc).become();
    clock.advance(9_999);
    expect(console.command(APP, GET_DEVICE_ID)).toMatchObject({ code: 0 });
    clock.advance(10_000);
    expect(console.command(APP, GET_DEVICE_ID)).toBe('silence');
  });

  it('lets nobody below administrator close a session that is not his', () => {
    const { bmc } = testBench();
    const victim = new TestConsole(bmc, 1).become();
    const operator = new TestConsole(bmc, 2).become(PRIVILEGE.operator);
    const id = Buffer.alloc(4);
    id.writeUInt32LE(victim.bmcId);
    expect(operator.command(APP, 0x3c, ...id)).toMatchObject({ code: 0x87 });
    expect(victim.command(APP, GET_DEVICE_ID)).toMatchObject({ code: 0 });
    expect(new TestConsole(bmc, 3).become().command(APP, 0x3c, ...id)).toMatchObject({ code: 0 });
    expect(victim.command(APP, GET_DEVICE_ID)).toBe('silence');
  });

  it('is deaf for 2 s after a cold reset and has forgotten all sessions', () => {
    const { bmc, clock } = testBench();
    const console = new TestConsole(bmc).become();
    expect(console.command(APP, 0x02)).toMatchObject({ code: 0 });
    expect(new TestConsole(bmc).login()).toBe('silence');
    clock.advance(2_000);
    expect(console.command(APP, GET_DEVICE_ID)).toBe('silence');
    expect(new TestConsole(bmc).login()).toBe(0);
  });

  it('can be told to have no room', () => {
    const { bmc } = testBench();
    bmc.faults.noResources = true;
    expect(new TestConsole(bmc).login()).toBe(0x01);
  });
});

function suiteOf17() {
  const [suite] = suitesOf([17]);
  if (suite === undefined) throw new Error('suite 17 is missing');
  return suite;
}
