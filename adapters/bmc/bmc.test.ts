// The BMC port over real UDP against a virtual BMC that shares no code with the client: what `done` says has to be so at the BMC.
// What is not a fault of the wire or of the watchdog is tested with made-up answers in dead-man.test.ts and look.test.ts.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualBmc } from '#hil-test/virtual/bmc/bmc.js';
import { RecordingMachine, TEST_USERS } from '#hil-test/virtual/bmc/test-bench.js';
import { type ManualClock, manualClock } from '#hil-test/virtual/clock.js';
import { claimMint } from '#safety/clearance.js';
import type { BmcPort } from '../ports/bmc.js';
import { type BmcOptions, createBmc } from './index.js';

const mint = claimMint();
const clear = {
  arm: (timeoutMs: number, node = 'n1') => mint({ kind: 'arm', node, timeoutMs }),
  kick: () => mint({ kind: 'kick', node: 'n1' }),
  disarm: () => mint({ kind: 'disarm', node: 'n1' }),
  power: (how: 'on' | 'reset' | 'cycle' | 'soft' | 'diag') => mint({ kind: 'power', node: 'n1', how }),
};
const home = mkdtempSync(join(tmpdir(), 'farside-bmc-'));
const passwordFile = join(home, 'password');
let clock: ManualClock;
let machine: RecordingMachine;
let virtual: VirtualBmc;
let options: BmcOptions;
let bmc: BmcPort;

beforeEach(async () => {
  writeFileSync(passwordFile, `${TEST_USERS[0].password}\n`, { mode: 0o600 });
  chmodSync(passwordFile, 0o600);
  clock = manualClock();
  machine = new RecordingMachine();
  virtual = new VirtualBmc({ name: 'n1', users: TEST_USERS, machine, clock, host: '127.0.0.1', port: 0 });
  const at = await virtual.listen();
  options = { node: 'n1', host: at.host, port: at.port, user: 'admin', passwordFile, timeoutMs: 40, attempts: 2 };
  bmc = createBmc(options);
});
afterEach(async () => {
  await bmc.close();
  await virtual.close();
});
afterAll(() => rmSync(home, { recursive: true }));

describe('arm', () => {
  it('sets the dead-man to power-cycle, starts it, and it fires', async () => {
    expect(await bmc.arm(clear.arm(300_000))).toEqual({ kind: 'done', value: undefined });
    expect(virtual.watchdog()).toMatchObject({
      running: true,
      action: 'power-cycle',
      use: 4,
      initialCount: 3000,
      dontLog: false,
    });
    const look = await bmc.look();
    expect(look).toMatchObject({
      kind: 'seen',
      value: { watchdog: { running: true, action: 'power-cycle', timeoutMs: 300_000 } },
    });
    clock.advance(300_100);
    expect(machine.calls).toEqual([['cycle', 'watchdog']]);
    expect(await bmc.look()).toMatchObject({
      kind: 'seen',
      value: { watchdog: { running: false }, restartCause: 'watchdog' },
    });
  });

  it('starts it afresh when it runs already', async () => {
    await bmc.arm(clear.arm(60_000));
    clock.advance(50_000);
    expect((await bmc.arm(clear.arm(60_000))).kind).toBe('done');
    expect(virtual.watchdog().presentCount).toBe(600);
  });

  it('is not done on the word of a BMC that says done and is not', async () => {
    virtual.faults.watchdogForgetsSet = true;
    expect((await bmc.arm(clear.arm(300_000))).kind).not.toBe('done');
    expect(virtual.watchdog().running).toBe(false);
  });

  it('is refused in the words of a busy BMC', async () => {
    virtual.faults.busy = true;
    expect(await bmc.arm(clear.arm(300_000))).toMatchObject({ kind: 'refused', text: expect.stringMatching(/busy/i) });
  });

  it('failed when the BMC is not there: nothing was sent', async () => {
    virtual.faults.silent = true;
    expect((await bmc.arm(clear.arm(300_000))).kind).toBe('failed');
  });

  it('is unknown when the BMC goes silent on the way', async () => {
    await bmc.look();
    virtual.faults.silent = true;
    expect((await bmc.arm(clear.arm(300_000))).kind).toBe('unknown');
  });
});

describe('kick and disarm', () => {
  it('kick gives the whole time back', async () => {
    await bmc.arm(clear.arm(60_000));
    clock.advance(50_000);
    expect((await bmc.kick(clear.kick())).kind).toBe('done');
    clock.advance(50_000);
    expect(machine.calls).toEqual([]);
  });

  it('kick is refused when the dead-man has fired: it would be set going again', async () => {
    await bmc.arm(clear.arm(60_000));
    clock.advance(61_000);
    expect(await bmc.kick(clear.kick())).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('does not run'),
    });
    clock.advance(120_000);
    expect(machine.calls).toHaveLength(1);
  });

  it('disarm stops it for good', async () => {
    await bmc.arm(clear.arm(60_000));
    expect((await bmc.disarm(clear.disarm())).kind).toBe('done');
    expect(virtual.watchdog()).toMatchObject({ running: false, action: 'none' });
    clock.advance(1_000_000);
    expect(machine.calls).toEqual([]);
  });

  it('disarm is not done while the BMC shows it running', async () => {
    await bmc.arm(clear.arm(60_000));
    virtual.faults.watchdogForgetsSet = true;
    expect(await bmc.disarm(clear.disarm())).toMatchObject({
      kind: 'failed',
      text: expect.stringContaining('running'),
    });
  });
});

describe('power', () => {
  it.each(['cycle', 'reset', 'soft', 'diag'] as const)('%s reaches the machine once', async (how) => {
    expect((await bmc.power(clear.power(how))).kind).toBe('done');
    await expect.poll(() => machine.calls.length).toBe(1);
  });

  it('is sent once and unknown when its reply is lost', async () => {
    await bmc.look();
    virtual.faults.loseReplies = 1;
    expect((await bmc.power(clear.power('reset'))).kind).toBe('unknown');
    expect(machine.calls.length).toBeLessThanOrEqual(1);
  });
});

describe('clearances', () => {
  it('are spent once, for their own action and node, before anything is sent', async () => {
    const once = clear.kick();
    await bmc.kick(once);
    const entries = virtual.ledger.length;
    await expect(bmc.kick(once)).rejects.toThrow(/already spent/);
    await expect(bmc.disarm(clear.kick())).rejects.toThrow(/not for disarm/);
    await expect(bmc.arm(clear.arm(1_000, 'n2'))).rejects.toThrow(/n2/);
    await expect(bmc.power({} as never)).rejects.toThrow(/forged/);
    expect(virtual.ledger.length).toBe(entries);
  });
});

describe('look', () => {
  it('tells power, watchdog and restart cause, and changes nothing', async () => {
    machine.on = false;
    expect(await bmc.look()).toMatchObject({ kind: 'seen', value: { power: 'off', watchdog: { running: false } } });
    expect(machine.calls).toEqual([]);
  });

  it('is silent when nobody answers', async () => {
    virtual.faults.silent = true;
    expect(await bmc.look()).toMatchObject({ kind: 'silent', text: expect.stringContaining('n1') });
  });
});

describe('the password file', () => {
  const lookWith = async (other: Partial<BmcOptions>) => {
    const another = createBmc({ ...options, ...other });
    const look = await another.look();
    await another.close();
    return look;
  };

  it('is refused when others may read it, and the look says so', async () => {
    chmodSync(passwordFile, 0o640);
    expect(await lookWith({})).toMatchObject({
      kind: 'silent',
      text: expect.stringContaining('may be read by others'),
    });
  });

  it('is named when it is not there', async () => {
    expect(await lookWith({ passwordFile: '/nowhere' })).toMatchObject({
      text: expect.stringMatching(/\/nowhere.*ENOENT/),
    });
  });

  it('does not show in a message when it is wrong', async () => {
    writeFileSync(passwordFile, 'canary-7d1e');
    const look = await lookWith({});
    expect(look.kind).toBe('silent');
    expect(JSON.stringify(look)).not.toContain('canary');
  });

  it('is read anew for every session', async () => {
    writeFileSync(passwordFile, 'not-yet-right');
    const another = createBmc(options);
    expect((await another.look()).kind).toBe('silent');
    writeFileSync(passwordFile, TEST_USERS[0].password);
    expect((await another.look()).kind).toBe('seen');
    await another.close();
  });
});
