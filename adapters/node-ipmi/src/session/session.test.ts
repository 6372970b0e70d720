// An open session against loss, duplication, replay and forgery: which answers count, what is sent again, and what never is.
import { describe, expect, it } from 'vitest';

import type { Answer, Seen } from '../testing/scripted-peer.js';
import { withPeer } from '../testing/with-peer.js';
import { cipherSuite } from '../wire/ciphers.js';
import { encodePlain } from '../wire/packet-v2.js';

const bench = withPeer();
const ON = { data: '010000' };
const OFF = { data: '000000' };

/** Loses the first `count` answers to the commands that begin with `prefix`. */
function losing(prefix: string, count: number): (seen: Seen, honest: Buffer) => Buffer[] {
  let left = count;
  return (seen, honest) => (seen.command.startsWith(prefix) && left-- > 0 ? [] : [honest]);
}

describe('a lost answer', () => {
  it('is asked for again with a new session sequence number and the same rqSeq', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => ON;
    peer.script = losing('00 01', 2);
    expect((await bmc().chassisStatus()).kind).toBe('done');
    const sends = peer.seen.filter((seen) => seen.command === '00 01');
    expect(sends).toHaveLength(3);
    expect(new Set(sends.map((seen) => seen.sessionSequence)).size).toBe(3);
    expect(new Set(sends.map((seen) => seen.rqSeq)).size).toBe(1);
  });

  it('leads to "unknown" after the last attempt, in a bounded number of packets', async () => {
    const { peer, bmc } = bench();
    peer.script = losing('00 01', 1_000);
    expect((await bmc().chassisStatus()).kind).toBe('unknown');
    expect(peer.commands('00 01')).toHaveLength(3);
  });

  it.each([
    ['06 24', 'setWatchdog'],
    ['06 22', 'resetWatchdog'],
  ])('of %s (%s) is asked for again', async (prefix, method) => {
    const { peer, bmc } = bench();
    peer.script = losing(prefix, 1);
    const one = bmc();
    const setting = { use: 'sms-os', action: 'power-cycle', timeoutMs: 60_000, log: true } as const;
    const result = await (method === 'setWatchdog' ? one.setWatchdog(setting) : one.resetWatchdog());
    expect(result.kind).toBe('done');
    expect(peer.commands(prefix)).toHaveLength(2);
  });

  it.each(['off', 'on', 'cycle', 'reset', 'diag', 'soft'] as const)(
    'of chassis control %s is never asked for again',
    async (action) => {
      const { peer, bmc } = bench();
      peer.script = losing('00 02', 1_000);
      const one = bmc({ attempts: 2 });
      expect(await one.chassisControl(action)).toMatchObject({ kind: 'unknown' });
      expect(peer.commands('00 02')).toHaveLength(1);
    },
  );

  it('still counts when it comes late, after the request was sent again', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => ON;
    const held: Buffer[] = [];
    peer.script = (seen, honest) => {
      if (seen.command !== '00 01') return [honest];
      held.push(honest);
      return held.length === 2 ? held.slice(0, 1) : [];
    };
    expect(await bmc().chassisStatus()).toMatchObject({ kind: 'done', value: { powerOn: true } });
    expect(held).toHaveLength(2);
  });

  it('of chassis control is waited for past the first retransmission timer', async () => {
    const { peer, bmc } = bench();
    const one = bmc({ timeoutMs: 500 });
    await one.getDeviceId();
    peer.delayMs = 600;
    expect((await one.chassisControl('reset')).kind).toBe('done');
    expect(peer.commands('00 02')).toHaveLength(1);
  });
});

describe('an answer that must not be believed', () => {
  const wrongKeys = {
    suite: cipherSuite(17),
    integrityKey: Buffer.alloc(32, 1),
    confidentialityKey: Buffer.alloc(16, 1),
  };
  const cases: readonly (readonly [string, Answer])[] = [
    ['with a wrong authentication code', { ...OFF, keys: wrongKeys }],
    ['to another rqSeq', { ...OFF, rqSeq: 0x3f }],
    ['to another command', { ...OFF, command: 0x0f }],
    ['of another network function', { ...OFF, netFn: 0x07 }],
    ['with a sequence number far ahead', { ...OFF, sessionSequence: 5_000 }],
    ['with sequence number 1 again', { ...OFF, sessionSequence: 1 }],
    ['to another session', { ...OFF, sessionId: 0xdeadbeef }],
  ];

  it.each(cases)('%s is dropped, and the true one is taken', async (_, forged) => {
    const { peer, bmc } = bench();
    peer.reply = () => ON;
    peer.script = (seen, honest) => (seen.command === '00 01' ? [peer.respond(seen, forged), honest] : [honest]);
    expect(await bmc().chassisStatus()).toMatchObject({ kind: 'done', value: { powerOn: true } });
    expect(peer.commands('00 01')).toHaveLength(1);
  });

  it.each(cases)('%s alone is silence', async (_, forged) => {
    const { peer, bmc } = bench();
    peer.script = (seen, honest) => (seen.command === '00 02 03' ? [peer.respond(seen, forged)] : [honest]);
    expect(await bmc({ attempts: 2 }).chassisControl('reset')).toMatchObject({ kind: 'unknown' });
  });

  it('is any in the clear', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => ON;
    peer.script = (seen, honest) => {
      if (seen.command !== '00 01') return [honest];
      const plain = Buffer.from([0x81, 0x04, 0x7b, 0x20, seen.rqSeq << 2, 0x01, 0x00, 0x00, 0x00]);
      return [encodePlain(0x00, plain), honest];
    };
    expect(await bmc().chassisStatus()).toMatchObject({ kind: 'done', value: { powerOn: true } });
  });

  it('is a replayed one: yesterday\'s "on" does not answer today', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => ON;
    const one = bmc();
    expect(await one.chassisStatus()).toMatchObject({ value: { powerOn: true } });
    const yesterday = [...peer.sent];
    peer.reply = () => OFF;
    peer.script = (_seen, honest) => [...yesterday, honest];
    // 64 rounds: the 6-bit rqSeq comes round, so that only the window tells old from new.
    for (let round = 0; round < 64; round++)
      expect(await one.chassisStatus()).toMatchObject({ value: { powerOn: false } });
    expect(peer.commands('00 01')).toHaveLength(65);
  });

  it('is short, long or noise', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => ON;
    peer.script = (seen, honest) => {
      if (seen.kind !== 'command') return [honest];
      const cut = Array.from({ length: honest.length }, (_, length) => honest.subarray(0, length));
      return [...cut, Buffer.alloc(60_000, 0x06), Buffer.concat([honest, Buffer.alloc(1)]), honest];
    };
    expect(await bmc().chassisStatus()).toMatchObject({ kind: 'done', value: { powerOn: true } });
  });

  it('comes twice without doing harm to the next command', async () => {
    const { peer, bmc } = bench();
    let on = true;
    peer.reply = () => (on ? ON : OFF);
    peer.script = (_seen, honest) => [honest, honest];
    const one = bmc();
    for (let round = 0; round < 5; round++) {
      expect(await one.chassisStatus()).toMatchObject({ kind: 'done', value: { powerOn: on } });
      on = !on;
    }
  });
});

describe('completion codes', () => {
  it('become "refused" with a name', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => ({ completionCode: 0x80 });
    expect(await bmc().resetWatchdog()).toMatchObject({ kind: 'refused', code: 0x80, name: 'watchdog-not-set' });
  });

  it('C0h, busy, is asked again where that is safe', async () => {
    const { peer, bmc } = bench();
    let busy = 2;
    peer.reply = () => (busy-- > 0 ? { completionCode: 0xc0 } : ON);
    expect((await bmc().chassisStatus()).kind).toBe('done');
    expect(peer.commands('00 01')).toHaveLength(3);
  });

  it('C0h to chassis control is "refused" at once', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => ({ completionCode: 0xc0 });
    expect(await bmc().chassisControl('cycle')).toMatchObject({ kind: 'refused', name: 'node-busy' });
    expect(peer.commands('00 02')).toHaveLength(1);
  });

  it.each([0xc3, 0xce, 0xcf])('%i leaves open whether it was done: "unknown"', async (completionCode) => {
    const { peer, bmc } = bench();
    peer.reply = () => ({ completionCode });
    expect((await bmc().chassisControl('cycle')).kind).toBe('unknown');
  });

  it('0 with an unreadable answer is "unknown"', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => ({ data: '01' });
    expect(await bmc().chassisStatus()).toMatchObject({ kind: 'unknown', text: expect.stringContaining('unreadable') });
  });
});
