// Nothing a stranger or a logged-in client sends may crash the BMC, act on the machine unasked, or be answered at length.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from './commands/table.js';
import { answerDatagram } from './endpoint.js';
import { testBench } from './test-bench.js';
import { requestMessage, TestConsole } from './test-console.js';
import { wrapIpmi } from './wire/rmcp.js';
import { buildV15 } from './wire/session-v15.js';
import { buildPlain } from './wire/session-v20.js';

const PEER = { address: '127.0.0.1', port: 4000 };
const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
const byte = fc.integer({ min: 0, max: 255 });

/** From pure noise to packets that are right in all but one layer. */
const hostile = fc.oneof(
  bytes(1200),
  bytes(200).map(wrapIpmi),
  fc.tuple(byte, bytes(120)).map(([type, payload]) => wrapIpmi(buildPlain(type, payload))),
  fc
    .tuple(fc.constantFrom(0x10, 0x12, 0x14), fc.uint8Array({ minLength: 28, maxLength: 48 }))
    .map(([type, payload]) => wrapIpmi(buildPlain(type, Buffer.from(payload)))),
  fc
    .tuple(byte, byte, bytes(30))
    .map(([netFn, command, data]) => wrapIpmi(buildV15(requestMessage(netFn & 0x3e, command, [...data])))),
);

describe('fuzz', () => {
  it('a stranger gets nothing done and no more than three times what he sent, and a bit', () => {
    const { bmc, machine } = testBench();
    fc.assert(
      fc.property(hostile, (datagram) => {
        const reply = answerDatagram(bmc, datagram, PEER);
        reply?.afterwards?.();
        expect(reply?.bytes.length ?? 0).toBeLessThanOrEqual(3 * datagram.length + 16);
      }),
      { numRuns: 5_000 },
    );
    expect(machine.calls).toEqual([]);
    expect(bmc.ledger.entries).toEqual([]);
    expect(bmc.sessions.active()).toEqual([]);
  });

  it('an administrator who sends nonsense gets a completion code for every one of it', () => {
    const { bmc, clock } = testBench();
    const known = fc.constantFrom(...COMMANDS.map((row) => [row.netFn, row.command] as const));
    const any = fc.tuple(byte, byte).map(([netFn, command]) => [netFn & 0x3e, command] as const);
    let console = new TestConsole(bmc).become();
    fc.assert(
      fc.property(
        fc.oneof({ weight: 4, arbitrary: known }, { weight: 1, arbitrary: any }),
        bytes(24),
        ([netFn, command], data) => {
          if (bmc.sessions.active().length === 0 || bmc.clock.nowMs() < bmc.deafUntilMs) {
            clock.advance(2_000);
            console = new TestConsole(bmc).become();
          }
          const answer = console.command(netFn, command, ...data);
          expect(answer).not.toBe('silence');
          clock.advance(data[0] ?? 0);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('a logged-in client with mangled packets is not answered and keeps its session', () => {
    const { bmc, machine } = testBench();
    const console = new TestConsole(bmc).become();
    fc.assert(
      fc.property(fc.nat(), fc.nat(), byte, fc.boolean(), (cut, at, value, shorten) => {
        const packet = console.seal(0x00, 0x02, [0x00], console.sequence + 1);
        const mangled = shorten ? packet.subarray(0, cut % packet.length) : Buffer.from(packet);
        if (!shorten) {
          const index = 4 + (at % (packet.length - 4));
          if (mangled[index] === value) return;
          mangled[index] = value;
        }
        expect(answerDatagram(bmc, mangled, PEER)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
    expect(machine.calls).toEqual([]);
    expect(console.command(0x06, 0x01)).toMatchObject({ code: 0 });
  });
});
