// The BMC on a real socket: presence ping, the faults on the wire, and the handles a node model uses.
import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../clock.js';
import { VirtualBmc } from './bmc.js';
import { RecordingMachine, TEST_USERS } from './test-bench.js';
import { requestMessage } from './test-console.js';
import { wrapIpmi } from './wire/rmcp.js';
import { buildV15 } from './wire/session-v15.js';

const PING = Buffer.from('0600ff06000011be80370000', 'hex');
const CAPABILITIES = wrapIpmi(buildV15(requestMessage(0x06, 0x38, [0x8e, 0x04])));

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function bench() {
  const clock = manualClock();
  const machine = new RecordingMachine();
  const bmc = new VirtualBmc({ name: 'wire', host: '127.0.0.1', port: 0, users: TEST_USERS, machine, clock, seed: 7 });
  const { port } = await bmc.listen();
  closing.push(() => bmc.close());
  const socket = createSocket('udp4');
  closing.push(() => void socket.close());
  const heard: Buffer[] = [];
  socket.on('message', (message) => heard.push(message));
  /** Sends `count` datagrams and tells how many answers came: waits for `expected`, then a little for one too many. */
  const ask = async (datagram: Buffer, count: number, expected: number): Promise<number> => {
    heard.length = 0;
    for (let i = 0; i < count; i++) socket.send(datagram, port, '127.0.0.1');
    for (let waits = 0; waits < 500 && heard.length < expected; waits++) await pause(10);
    await pause(50);
    return heard.length;
  };
  return { bmc, clock, machine, ask, heard };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('virtual BMC on the wire', () => {
  it('answers the ASF presence ping with its tag', async () => {
    const { ask, heard } = await bench();
    expect(await ask(PING, 1, 1)).toBe(1);
    expect(heard[0]?.toString('hex')).toBe('0600ff06000011be40370010000011be0000000081000000' + '00000000');
  });

  it('answers capabilities in v1.5 framing: RMCP+ only, named users only', async () => {
    const { ask, heard } = await bench();
    expect(await ask(CAPABILITIES, 1, 1)).toBe(1);
    expect(heard[0]?.subarray(4 + 10 + 6, -1).toString('hex')).toBe('000180040200000000');
  });

  it('can be silent, lose and duplicate', async () => {
    const { bmc, ask } = await bench();
    bmc.faults.silent = true;
    expect(await ask(CAPABILITIES, 5, 0)).toBe(0);
    bmc.faults.silent = false;
    bmc.faults.loseRequests = 1;
    expect(await ask(CAPABILITIES, 5, 0)).toBe(0);
    bmc.faults.loseRequests = 0;
    bmc.faults.loseReplies = 1;
    expect(await ask(CAPABILITIES, 5, 0)).toBe(0);
    bmc.faults.loseReplies = 0.5;
    const some = await ask(CAPABILITIES, 40, 6);
    expect(some).toBeGreaterThan(5);
    expect(some).toBeLessThan(35);
    bmc.faults.loseReplies = 0;
    bmc.faults.duplicateReplies = 1;
    expect(await ask(CAPABILITIES, 5, 10)).toBe(10);
  });

  it('sends a late reply late, and none after close', async () => {
    const { bmc, ask } = await bench();
    bmc.faults.answerDelayMs = 20;
    expect(await ask(CAPABILITIES, 1, 1)).toBe(1);
    bmc.faults.answerDelayMs = 60_000;
    expect(await ask(CAPABILITIES, 1, 0)).toBe(0);
  });

  it('lets the host share the watchdog in-band, as firmware and the ipmi_watchdog driver do', async () => {
    const { bmc, clock, machine } = await bench();
    expect(bmc.fromHost(0x06, 0x24, Buffer.from([0x04, 0x03, 0, 0, 100, 0]))).toMatchObject({ code: 0 });
    expect(bmc.fromHost(0x06, 0x22, Buffer.alloc(0))).toMatchObject({ code: 0 });
    expect(bmc.watchdog().running).toBe(true);
    expect(bmc.fromHost(0x06, 0x24, Buffer.from([0x04, 0x00, 0, 0, 0, 0]))).toMatchObject({ code: 0 });
    clock.advance(60_000);
    expect(machine.calls).toEqual([]);
    expect(bmc.ledger.map((entry) => entry.by)).toEqual(['system-interface', 'system-interface', 'system-interface']);
  });

  it('hands boot choices to the machine and learns of its own restarts', async () => {
    const { bmc } = await bench();
    bmc.fromHost(0x00, 0x08, Buffer.from([5, 0x80, 0x04, 0, 0, 0]));
    expect(bmc.bootFlags()).toMatchObject({ valid: true, device: 'pxe' });
    expect(bmc.consumeBootDevice()?.device).toBe('pxe');
    expect(bmc.consumeBootDevice()).toBeUndefined();
    bmc.hostRestarted('soft-reset');
    expect(bmc.fromHost(0x00, 0x07, Buffer.alloc(0)).data[0]).toBe(0x0a);
  });

  it('leaves no timer behind when closed', async () => {
    const { bmc, clock } = await bench();
    bmc.fromHost(0x06, 0x24, Buffer.from([0x04, 0x23, 1, 0, 100, 0]));
    bmc.fromHost(0x06, 0x22, Buffer.alloc(0));
    bmc.fromHost(0x00, 0x08, Buffer.from([5, 0x80, 0x04, 0, 0, 0]));
    bmc.fromHost(0x00, 0x04, Buffer.from([200]));
    expect(clock.pending()).toBe(4);
    await bmc.close();
    expect(clock.pending()).toBe(0);
  });

  it('says where it cannot listen, and refuses accounts that IPMI cannot hold', async () => {
    const machine = new RecordingMachine();
    const base = { name: 'n', host: '127.0.0.1', port: 0, machine, clock: manualClock() };
    const first = new VirtualBmc({ ...base, users: TEST_USERS });
    closing.push(() => first.close());
    const { port } = await first.listen();
    await expect(new VirtualBmc({ ...base, port, users: TEST_USERS }).listen()).rejects.toThrow(`127.0.0.1:${port}`);
    const user = { name: 'x', password: 'p'.repeat(21), privilege: 'user' } as const;
    expect(() => new VirtualBmc({ ...base, users: [user] })).toThrow('20 bytes');
  });
});
