// The Bmc as its users see it: the queue, sessions that the BMC forgot, idle ones, boot device, closing, options.
import { describe, expect, it } from 'vitest';

import { Bmc } from './bmc.js';
import type { BmcOptions } from './options.js';
import { withPeer } from './testing/with-peer.js';

const bench = withPeer();
const ON = { data: '010000' };

describe('a session that the BMC forgot', () => {
  it('is opened anew for a read', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => ON;
    const one = bmc();
    await one.chassisStatus();
    peer.forget();
    expect((await one.chassisStatus()).kind).toBe('done');
    expect(peer.count('open')).toBe(2);
  });

  it('is noticed before chassis control, which is then sent once, on a fresh one', async () => {
    const { peer, bmc } = bench();
    const one = bmc();
    await one.resetWatchdog();
    peer.forget();
    // Older than what counts as proof that the BMC knows the session.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await one.chassisControl('cycle')).kind).toBe('done');
    expect(peer.commands('00 02')).toEqual(['00 02 02']);
  });

  it('makes chassis control "failed", not "unknown", when the BMC is gone before it is sent', async () => {
    const { peer, bmc } = bench();
    const one = bmc({ timeoutMs: 20, attempts: 2 });
    await one.resetWatchdog();
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    peer.script = () => [];
    expect((await one.chassisControl('cycle')).kind).toBe('failed');
    expect(peer.commands('00 02')).toEqual([]);
  });
});

describe('an idle session', () => {
  it('is given back by itself, and the next command opens another', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => ON;
    const one = bmc({ idleMs: 100 });
    await one.chassisStatus();
    expect(peer.openSessions).toBe(1);
    await expect.poll(() => peer.openSessions).toBe(0);
    expect((await one.chassisStatus()).kind).toBe('done');
    expect(peer.count('open')).toBe(2);
  });
});

describe('a host that can not be reached at all', () => {
  it.each(['255.255.255.255', 'fe80::1%no-such-interface'])('%s is "failed" with the reason', async (host) => {
    const { peer, bmc } = bench();
    expect(await bmc({ host, timeoutMs: 5_000 }).chassisStatus()).toMatchObject({
      kind: 'failed',
      text: expect.stringContaining('no socket'),
    });
    expect(peer.seen).toEqual([]);
  });
});

describe('the queue', () => {
  it('keeps order, one at a time', async () => {
    const { peer, bmc } = bench();
    const one = bmc();
    await Promise.all([
      one.chassisControl('soft'),
      one.resetWatchdog(),
      one.chassisControl('off'),
      one.chassisIdentify(3),
    ]);
    expect(peer.commands()).toEqual(['06 3B 04', '00 02 05', '06 22', '00 02 00', '00 04 03']);
    expect(peer.count('open')).toBe(1);
  });

  it('takes 32, refuses the 33rd at once, and does all of the 32', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => ON;
    const one = bmc();
    const all = await Promise.all(Array.from({ length: 33 }, () => one.chassisStatus()));
    expect(all.map((result) => result.kind)).toEqual([...Array<string>(32).fill('done'), 'failed']);
    expect(peer.commands('00 01')).toHaveLength(32);
    expect((await one.chassisStatus()).kind).toBe('done');
  });
});

describe('what can not be sent', () => {
  it('is "failed", and not a packet leaves for it', async () => {
    const { peer, bmc } = bench();
    const one = bmc();
    expect((await one.chassisIdentify(300)).kind).toBe('failed');
    expect((await one.setWatchdog({ use: 'sms-os', action: 'reset', timeoutMs: 0, log: true })).kind).toBe('failed');
    expect((await one.chassisControl('restart' as 'reset')).kind).toBe('failed');
    expect((await one.setBootDevice({ device: 'tape' as 'disk', efi: true })).kind).toBe('failed');
    expect(peer.commands('00 02').concat(peer.commands('06 24'), peer.commands('00 08 05'))).toEqual([]);
  });
});

describe('setBootDevice', () => {
  const answering =
    (readBack: string, keep = 0) =>
    (command: string) => {
      if (command.startsWith('00 09')) return { data: `0105${readBack}` };
      return { completionCode: command === '00 08 0308' ? keep : 0 };
    };

  it('sends parameter 3, then 5, then reads back', async () => {
    const { peer, bmc } = bench();
    peer.reply = answering('A008000000');
    expect(await bmc().setBootDevice({ device: 'disk', efi: true })).toMatchObject({
      kind: 'done',
      value: { confirmed: true, keepsPastTimeout: true },
    });
    expect(peer.commands('00')).toEqual(['00 08 0308', '00 08 05A008000000', '00 09 050000']);
  });

  it('goes on when the BMC does not have parameter 3', async () => {
    const { peer, bmc } = bench();
    peer.reply = answering('8004000000', 0x80);
    expect(await bmc().setBootDevice({ device: 'pxe', efi: false })).toMatchObject({
      kind: 'done',
      value: { confirmed: true, keepsPastTimeout: false },
    });
  });

  it('does not confirm flags that the BMC lost, and fails on another device', async () => {
    const { peer, bmc } = bench();
    const one = bmc();
    peer.reply = answering('0008000000');
    expect(await one.setBootDevice({ device: 'disk', efi: true })).toMatchObject({
      kind: 'done',
      value: { confirmed: false },
    });
    peer.reply = answering('E008000000');
    expect(await one.setBootDevice({ device: 'disk', efi: true })).toMatchObject({
      kind: 'done',
      value: { confirmed: false },
    });
    peer.reply = answering('8008000000');
    expect(await one.setBootDevice({ device: 'disk', efi: true })).toMatchObject({
      kind: 'done',
      value: { confirmed: false },
    });
    peer.reply = answering('A004000000');
    expect(await one.setBootDevice({ device: 'disk', efi: true })).toMatchObject({ kind: 'failed' });
  });

  it('clears with device none', async () => {
    const { peer, bmc } = bench();
    peer.reply = answering('0000000000');
    expect(await bmc().setBootDevice({ device: 'none', efi: false })).toMatchObject({ value: { confirmed: true } });
    expect(peer.commands('00 08 05')).toEqual(['00 08 050000000000']);
  });

  it('is "failed" while only parameter 3 is in doubt, "unknown" when the flags are', async () => {
    const { peer, bmc } = bench();
    peer.script = (seen, honest) => (seen.command === '00 08 0308' ? [] : [honest]);
    expect((await bmc({ attempts: 2 }).setBootDevice({ device: 'disk', efi: true })).kind).toBe('failed');
    peer.script = (seen, honest) => (seen.command.startsWith('00 08 05') ? [] : [honest]);
    expect((await bmc({ attempts: 2 }).setBootDevice({ device: 'disk', efi: true })).kind).toBe('unknown');
  });
});

describe('the other commands', () => {
  it('reach the BMC and come back as values', async () => {
    const { peer, bmc } = bench();
    const answers: Readonly<Record<string, string>> = {
      '06 01': '2081024502BF7C2A006909',
      '00 07': '0400',
      '00 09': '0105A008000000',
      '06 25': '44010000701702C1',
      '0A 40': '510300803E000000600100006080',
      '0A 43': 'FFFF0100027856341220000423006FC144FF',
    };
    peer.reply = (command) => ({ data: answers[command.slice(0, 5)] ?? '' });
    const one = bmc();
    expect(await one.getDeviceId()).toMatchObject({ kind: 'done', value: { firmware: '2.45' } });
    expect(await one.restartCause()).toMatchObject({ kind: 'done', value: { cause: 'watchdog' } });
    expect(await one.getBootDevice()).toMatchObject({ kind: 'done', value: { device: 'disk', efi: true } });
    expect(await one.getWatchdog()).toMatchObject({ kind: 'done', value: { running: true, timeoutMs: 600_000 } });
    expect(await one.selInfo()).toMatchObject({ kind: 'done', value: { entries: 3 } });
    expect(await one.selEntry(0)).toMatchObject({ kind: 'done', value: { nextRecordId: 0xffff } });
  });
});

describe('close', () => {
  it('gives the session back and sends nothing more', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => ON;
    const one = bmc();
    await one.chassisStatus();
    await one.close();
    await expect.poll(() => peer.openSessions).toBe(0);
    expect(await one.chassisStatus()).toMatchObject({
      kind: 'failed',
      text: expect.stringContaining('closed by the caller'),
    });
    await one.close();
    expect(peer.count('open')).toBe(1);
  });

  it('ends what is in flight as "unknown" and what waits as "failed"', async () => {
    const { peer, bmc } = bench();
    const one = bmc({ timeoutMs: 60_000 });
    await one.resetWatchdog();
    peer.script = () => [];
    const inFlight = one.chassisControl('reset');
    const waiting = one.chassisControl('off');
    await expect.poll(() => peer.commands('00 02')).toHaveLength(1);
    await one.close();
    expect((await inFlight).kind).toBe('unknown');
    expect((await waiting).kind).toBe('failed');
    expect(peer.commands('00 02')).toEqual(['00 02 03']);
  });

  it('does not wait for an answer to Close Session', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => ON;
    peer.script = (seen, honest) => (seen.command.startsWith('06 3C') ? [] : [honest]);
    const one = bmc({ timeoutMs: 60_000 });
    await one.chassisStatus();
    await one.close();
    await expect.poll(() => peer.commands('06 3C')).toHaveLength(1);
  });

  it('is harmless on a BMC that was never used', async () => {
    const { peer, bmc } = bench();
    await bmc().close();
    expect(peer.seen).toEqual([]);
  });
});

describe('options', () => {
  const good: BmcOptions = { host: '127.0.0.1', user: 'admin', password: () => Buffer.from('x') };
  const bad: readonly (readonly [string, Record<string, unknown>])[] = [
    ['suite 0', { cipherSuites: [0] }],
    ['suite 8', { cipherSuites: [17, 8] }],
    ['no suite', { cipherSuites: [] }],
    ['no host', { host: '' }],
    ['a long user', { user: 'x'.repeat(17) }],
    ['port 0', { port: 0 }],
    ['privilege user', { privilege: 'user' }],
    ['no attempts', { attempts: 0 }],
    ['1000 attempts', { attempts: 1_000 }],
    ['a timer of 0', { timeoutMs: 0 }],
    ['half an idle time', { idleMs: 100.5 }],
  ];

  it.each(bad)('%s is refused when the Bmc is made', (_, options) => {
    expect(() => new Bmc({ ...good, ...options })).toThrow();
  });

  it('good ones are taken, and no packet is sent before a command', () => {
    const { peer, bmc } = bench();
    bmc({ cipherSuites: [17, 3], privilege: 'operator' });
    expect(peer.seen).toEqual([]);
  });
});
