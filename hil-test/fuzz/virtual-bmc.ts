// Targets at the other end: what a virtual BMC makes of a stranger's datagram, of an administrator's packet and of the message in it.
// Must never keep state from one packet to the next: an input alone has to show a defect again.
import { manualClock } from '../virtual/clock.js';
import { COMMANDS } from '../virtual/bmc/commands/table.js';
import { answerDatagram } from '../virtual/bmc/endpoint.js';
import { PRIVILEGE } from '../virtual/bmc/session/privilege.js';
import { rakpCodes } from '../virtual/bmc/session/rakp.js';
import { SequenceWindow } from '../virtual/bmc/session/sequence-window.js';
import { suitesOf } from '../virtual/bmc/session/suites.js';
import { type BmcState, createState } from '../virtual/bmc/state.js';
import { RecordingMachine, TEST_USERS } from '../virtual/bmc/test-bench.js';
import { wrapIpmi } from '../virtual/bmc/wire/rmcp.js';
import { buildPlain, buildSealed, PAYLOAD } from '../virtual/bmc/wire/session-v20.js';
import { createHmac } from 'node:crypto';
import { mendLan, mendPlain, mendSealed } from './mend.js';
import type { Target } from './target.js';

const PEER = { address: '127.0.0.1', port: 40_000 };
const CONSOLE_ID = 0x11223344;
const [OPENED, CHALLENGED, ACTIVE] = [0x0a0a0a01, 0x0a0a0a02, 0x0a0a0a03];
const [suite] = suitesOf([17]);
if (suite === undefined) throw new Error('the virtual BMC has no suite 17');
const [user] = TEST_USERS;
const facts = {
  suite,
  consoleId: CONSOLE_ID,
  consoleRandom: Buffer.alloc(16, 1),
  bmcRandom: Buffer.alloc(16, 2),
  guid: Buffer.alloc(16, 3),
  role: 0x10 | PRIVILEGE.administrator,
  userName: Buffer.from(user.name),
  password: user.password,
};
const codesOf = (bmcId: number) => rakpCodes({ ...facts, bmcId });
const codes = { challenged: codesOf(CHALLENGED), active: codesOf(ACTIVE) };
const { keys } = codes.active;

const idBytes = (id: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(id);
  return bytes;
};
const rakp1 = Buffer.concat([
  Buffer.from([2, 0, 0, 0]),
  idBytes(OPENED),
  facts.consoleRandom,
  Buffer.from([facts.role, 0, 0, user.name.length]),
  facts.userName,
]);
const rakp3 = Buffer.concat([Buffer.from([3, 0, 0, 0]), idBytes(CHALLENGED), codes.challenged.rakp3]);

/** A BMC with one session in each phase of its life. */
function bmcWithSessions(): BmcState {
  const state = createState({ name: 'fuzz', users: TEST_USERS, machine: new RecordingMachine(), clock: manualClock() });
  const opened = {
    id: OPENED,
    consoleId: CONSOLE_ID,
    suite: facts.suite,
    peer: PEER,
    requestedLevel: PRIVILEGE.administrator,
  };
  const challenged = {
    ...opened,
    id: CHALLENGED,
    rakp1,
    rakp2: rakp1,
    user,
    userId: 2,
    levelMax: PRIVILEGE.administrator,
  };
  state.sessions.put({ ...opened, phase: 'opened' });
  state.sessions.put({ ...challenged, phase: 'challenged', codes: codes.challenged });
  state.sessions.put({
    ...challenged,
    id: ACTIVE,
    phase: 'active',
    codes: codes.active,
    keys,
    window: new SequenceWindow(),
    handle: 1,
    level: PRIVILEGE.administrator,
    outboundSequence: 0,
  });
  return state;
}

function answer(state: BmcState, datagram: Buffer): unknown {
  const reply = answerDatagram(state, datagram, PEER);
  reply?.afterwards?.();
  return reply;
}

/** One request for every command that there is, as short and as long as it may be. */
const requests = COMMANDS.flatMap(({ netFn, command, minLength, maxLength }) =>
  [...new Set([minLength, Math.min(maxLength, 40)])].map((length) => {
    const message = Buffer.concat([Buffer.from([0x20, netFn << 2, 0, 0x81, 0x04, command]), Buffer.alloc(length + 1)]);
    mendLan(message);
    return message;
  }),
);

const neverRefuses = (): boolean => false;
const code = (covered: Buffer): Buffer =>
  createHmac(keys.suite.hash, keys.integrity).update(covered).digest().subarray(0, keys.suite.authCodeLength);

export function virtualBmcTargets(fromClient: readonly Buffer[]): readonly Target[] {
  return [
    {
      name: 'virtual BMC, a stranger',
      seeds: [...fromClient, wrapIpmi(buildPlain(PAYLOAD.rakp1, rakp1)), wrapIpmi(buildPlain(PAYLOAD.rakp3, rakp3))],
      bytesMax: 1_100,
      mend: mendPlain,
      begin: () => {
        const state = bmcWithSessions();
        return (bytes) => answer(state, bytes);
      },
      refuses: neverRefuses,
    },
    {
      name: 'virtual BMC, a packet in a session',
      seeds: requests.slice(0, 8).map((message) => wrapIpmi(buildSealed(message, ACTIVE, 1, keys))),
      bytesMax: 1_100,
      mend: (bytes) => mendSealed(bytes, keys.suite.authCodeLength, code),
      begin: () => {
        const state = bmcWithSessions();
        return (bytes) => answer(state, bytes);
      },
      refuses: neverRefuses,
    },
    {
      name: 'virtual BMC, an administrator',
      seeds: requests,
      bytesMax: 128,
      mend: mendLan,
      begin: () => {
        const state = bmcWithSessions();
        return (bytes) => answer(state, wrapIpmi(buildSealed(bytes, ACTIVE, 1, keys)));
      },
      refuses: neverRefuses,
    },
  ];
}
