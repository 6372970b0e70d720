// Session set-up against a peer that loses, bends and lies: what opens, what does not, and what is never sent.
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';

import { bent } from '../testing/scripted-peer.js';
import { withPeer } from '../testing/with-peer.js';

const bench = withPeer();
const answersStatus = { data: '010000' };

describe('session set-up', () => {
  it.each([17, 3] as const)('opens with cipher suite %i', async (suite) => {
    const { peer, bmc } = bench();
    peer.reply = () => answersStatus;
    expect(await bmc({ cipherSuites: [suite] }).chassisStatus()).toMatchObject({
      kind: 'done',
      value: { powerOn: true },
    });
    expect(peer.commands()).toEqual(['06 3B 04', '00 01']);
    expect(peer.seen.map((seen) => seen.kind)).toEqual([
      'capabilities',
      'open',
      'rakp1',
      'rakp3',
      'command',
      'command',
    ]);
  });

  it('asks for the operator level when told so, in every place', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => answersStatus;
    expect((await bmc({ privilege: 'operator' }).chassisStatus()).kind).toBe('done');
    expect(peer.commands('06 3B')).toEqual(['06 3B 03']);
    expect(peer.seen.find((seen) => seen.kind === 'open')?.payload.readUInt8(1)).toBe(3);
    expect(peer.seen.find((seen) => seen.kind === 'rakp1')?.payload.readUInt8(24)).toBe(0x13);
  });

  it('opens although the capabilities question stays unanswered, and asks it once only', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => answersStatus;
    peer.script = (seen, honest) => (seen.kind === 'capabilities' ? [] : [honest]);
    const one = bmc();
    expect((await one.chassisStatus()).kind).toBe('done');
    peer.forget();
    expect((await one.chassisStatus()).kind).toBe('done');
    expect(peer.count('capabilities')).toBe(1);
  });

  it.each(['open', 'rakp1', 'rakp3'] as const)(
    'starts anew from Open Session when the answer to %s is lost',
    async (kind) => {
      const { peer, bmc } = bench();
      peer.reply = () => answersStatus;
      let lost = false;
      peer.script = (seen, honest) => {
        if (seen.kind !== kind || lost) return [honest];
        lost = true;
        return [];
      };
      expect((await bmc().chassisStatus()).kind).toBe('done');
      const opens = peer.seen.filter((seen) => seen.kind === 'open');
      expect(opens).toHaveLength(2);
      // The same console session ID, so that the BMC gives the half-open place again instead of one more; another tag.
      expect(opens[0]?.payload.readUInt32LE(4)).toBe(opens[1]?.payload.readUInt32LE(4));
      expect(opens[0]?.payload.readUInt8(0)).not.toBe(opens[1]?.payload.readUInt8(0));
      expect(peer.count(kind)).toBe(2);
    },
  );

  it('is not confused by every set-up answer coming twice', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => answersStatus;
    peer.script = (_seen, honest) => [honest, honest];
    expect((await bmc().chassisStatus()).kind).toBe('done');
    expect(peer.count('open')).toBe(1);
  });

  it.each([
    ['authentication', 16],
    ['integrity', 24],
    ['confidentiality', 32],
  ])('refuses a downgrade of %s and sends no RAKP 1', async (_, at) => {
    const { peer, bmc } = bench();
    peer.script = (seen, honest) => [seen.kind === 'open' ? bent(honest, at, 0) : honest];
    const result = await bmc().chassisStatus();
    expect(result).toMatchObject({ kind: 'failed', text: expect.stringContaining('downgrade') });
    expect(peer.count('rakp1')).toBe(0);
    expect(peer.count('open')).toBe(1);
  });

  it('verifies RAKP 2 before it sends RAKP 3', async () => {
    const { peer, bmc } = bench();
    peer.script = (seen, honest) => [seen.kind === 'rakp1' ? bent(honest, 45, honest.readUInt8(16 + 45) ^ 1) : honest];
    expect(await bmc().chassisStatus()).toMatchObject({ kind: 'failed', text: expect.stringContaining('RAKP 2') });
    expect(peer.count('rakp3')).toBe(0);
  });

  it('says so when the password is wrong, without the password', async () => {
    const { peer, bmc } = bench();
    const result = await bmc({ password: () => Buffer.from('wrong-secret') }).chassisStatus();
    expect(result).toMatchObject({ kind: 'failed', text: expect.stringContaining('check user and password') });
    expect(JSON.stringify(result)).not.toContain('wrong-secret');
    expect(peer.count('open')).toBe(1);
  });

  it('verifies RAKP 4: with another Kg there is no session', async () => {
    const { peer, bmc } = bench();
    peer.kg = Buffer.concat([Buffer.from('second key'), Buffer.alloc(10)]);
    peer.reply = () => answersStatus;
    expect(await bmc().chassisStatus()).toMatchObject({ kind: 'failed', text: expect.stringContaining('check Kg') });
    expect((await bmc({ kg: () => Buffer.from('second key') }).chassisStatus()).kind).toBe('done');
    expect(peer.commands('00 01')).toHaveLength(1);
  });

  it('reads the 8-byte refusal when the BMC is out of sessions, and says so', async () => {
    const { peer, bmc } = bench();
    peer.script = (seen, honest) => {
      if (seen.kind !== 'open') return [honest];
      const short = Buffer.from(honest.subarray(0, 16 + 8));
      short.writeUInt16LE(8, 14);
      return [bent(short, 1, 0x01)];
    };
    expect(await bmc().chassisStatus()).toMatchObject({
      kind: 'failed',
      text: expect.stringContaining('no resources for another session'),
    });
    expect(peer.count('open')).toBe(1);
  });

  it('goes to suite 3 only when it is listed and the BMC refuses 17', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => answersStatus;
    peer.script = (seen, honest) => {
      const asks17 = seen.kind === 'open' && seen.payload.readUInt8(12) === 3;
      return [asks17 ? bent(honest, 1, 0x11) : honest];
    };
    expect(await bmc().chassisStatus()).toMatchObject({
      kind: 'failed',
      text: expect.stringContaining('cipher suite 17'),
    });
    expect(peer.count('open')).toBe(1);
    expect((await bmc({ cipherSuites: [17, 3] }).chassisStatus()).kind).toBe('done');
  });

  it('does not go to suite 3 because of silence: whoever can drop packets would choose the suite', async () => {
    const { peer, bmc } = bench();
    peer.script = (seen, honest) => (seen.kind === 'open' && seen.payload.readUInt8(12) === 3 ? [] : [honest]);
    expect((await bmc({ cipherSuites: [17, 3] }).chassisStatus()).kind).toBe('failed');
    expect(peer.seen.filter((seen) => seen.kind === 'open' && seen.payload.readUInt8(12) === 1)).toEqual([]);
  });

  it('drops set-up answers with another tag or another console session', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => answersStatus;
    peer.script = (seen, honest) => {
      if (seen.kind === 'command' || seen.kind === 'capabilities') return [honest];
      const otherTag = bent(honest, 0, honest.readUInt8(16) ^ 1);
      const otherConsole = bent(honest, 4, honest.readUInt8(20) ^ 1);
      return [bent(otherTag, 1, 0x0d), otherConsole, honest.subarray(0, 17), Buffer.alloc(0), honest];
    };
    expect((await bmc().chassisStatus()).kind).toBe('done');
    expect(peer.count('open')).toBe(1);
  });

  it('fails when the BMC grants another privilege level, and gives the session back', async () => {
    const { peer, bmc } = bench();
    peer.script = (seen, honest) => [seen.command === '06 3B 04' ? peer.respond(seen, { data: '02' }) : honest];
    expect(await bmc().chassisStatus()).toMatchObject({ kind: 'failed', text: expect.stringContaining('level 2') });
    expect(peer.commands('00')).toEqual([]);
    await expect.poll(() => peer.openSessions).toBe(0);
  });

  it('says what is there when no session opens', async () => {
    const { peer, bmc } = bench();
    peer.script = (seen, honest) => (seen.kind === 'ping' ? [honest] : []);
    expect(await bmc({ attempts: 2 }).chassisStatus()).toMatchObject({
      text: expect.stringContaining('answers an RMCP ping'),
    });
    peer.script = () => [];
    expect(await bmc({ attempts: 2 }).chassisStatus()).toMatchObject({
      text: expect.stringContaining('does not answer an RMCP ping'),
    });
  });
});

describe('secrets', () => {
  it('asks for the password at every session open, and leaves the caller his buffer', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => answersStatus;
    const lent = Buffer.from('hilpass');
    let asked = 0;
    const one = bmc({
      password: () => {
        asked += 1;
        return lent;
      },
    });
    await one.chassisStatus();
    await one.chassisStatus();
    expect(asked).toBe(1);
    peer.forget();
    await one.chassisStatus();
    expect(asked).toBe(2);
    expect(lent.toString()).toBe('hilpass');
  });

  it('fails without repeating what a broken source threw', async () => {
    const { bmc } = bench();
    const result = await bmc({
      password: () => {
        throw new Error('could not decode "hunter2"');
      },
    }).chassisStatus();
    expect(result).toMatchObject({ kind: 'failed', text: expect.stringContaining('password could not be read') });
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it('shows nothing of itself when it is printed', async () => {
    const { peer, bmc } = bench();
    peer.reply = () => answersStatus;
    const one = bmc();
    await one.chassisStatus();
    expect(inspect(one, { depth: 9, showHidden: true }) + JSON.stringify(one)).not.toMatch(/hilpass|68 69 6c 70|admin/);
  });

  it('refuses a password longer than IPMI 2.0 can carry', async () => {
    const { bmc } = bench();
    const result = await bmc({ password: () => Buffer.alloc(21, 0x78) }).chassisStatus();
    expect(result).toMatchObject({ kind: 'failed', text: expect.stringContaining('longer than the 20 bytes') });
  });
});
