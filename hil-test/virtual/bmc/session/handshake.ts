// The four RAKP steps as the BMC sees them (IPMI v2.0 §13.17 to §13.24): Open Session, RAKP 1 → 2, RAKP 3 → 4.
// Must never open a session whose RAKP 3 code is not right, offer a weaker suite than asked for, or read past a short message.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { BmcState } from '../state.js';
import { FIRST_USER_ID, isLevel, PRIVILEGE } from './privilege.js';
import { rakpCodes } from './rakp.js';
import { SequenceWindow } from './sequence-window.js';
import type { Peer } from './session-table.js';
import type { Suite } from './suites.js';

/** RMCP+ status codes, table 13-15. */
const STATUS = {
  ok: 0x00,
  noResources: 0x01,
  invalidSessionId: 0x02,
  invalidAuthentication: 0x04,
  invalidIntegrity: 0x05,
  invalidRole: 0x09,
  unauthorizedRole: 0x0a,
  invalidNameLength: 0x0c,
  unauthorizedName: 0x0d,
  invalidCheckValue: 0x0f,
  invalidConfidentiality: 0x10,
  noSuiteMatch: 0x11,
  illegalParameter: 0x12,
} as const;

const NAME_ONLY_LOOKUP = 0x10;
const NAME_LENGTH_MAX = 16;

function reply(tag: number, status: number, third: number, sessionId: number, ...rest: readonly Buffer[]): Buffer {
  const head = Buffer.from([tag, status, third, 0, 0, 0, 0, 0]);
  head.writeUInt32LE(sessionId, 4);
  return Buffer.concat([head, ...rest]);
}

/** One 8-byte algorithm record. A length of 0 leaves the choice to the BMC (§13.17). */
function proposal(request: Buffer, offset: number, type: number): number | 'any' | undefined {
  if (request[offset] !== type) return undefined;
  const length = request[offset + 3];
  if (length === 0) return 'any';
  return length === 8 ? (request[offset + 4] ?? 0) & 0x3f : undefined;
}

function chooseSuite(request: Buffer, suites: readonly Suite[]): Suite | number {
  const authentication = proposal(request, 8, 0);
  const integrity = proposal(request, 16, 1);
  const confidentiality = proposal(request, 24, 2);
  if (authentication === undefined || integrity === undefined || confidentiality === undefined)
    return STATUS.illegalParameter;
  const fits = (asked: number | 'any', has: number): boolean => asked === 'any' || asked === has;
  if (!suites.some((s) => fits(authentication, s.authentication))) return STATUS.invalidAuthentication;
  if (!suites.some((s) => fits(integrity, s.integrity))) return STATUS.invalidIntegrity;
  if (!suites.some((s) => fits(confidentiality, s.confidentiality))) return STATUS.invalidConfidentiality;
  const match = suites.find(
    (s) =>
      fits(authentication, s.authentication) &&
      fits(integrity, s.integrity) &&
      fits(confidentiality, s.confidentiality),
  );
  return match ?? STATUS.noSuiteMatch;
}

function record(type: number, algorithm: number): Buffer {
  return Buffer.from([type, 0, 0, 8, algorithm, 0, 0, 0]);
}

export function openSession(bmc: BmcState, request: Buffer, peer: Peer): Buffer | undefined {
  if (request.length !== 32) return undefined;
  const tag = request[0] ?? 0;
  const asked = (request[1] ?? 0) & 0x0f;
  const consoleId = request.readUInt32LE(4);
  const refuse = (status: number): Buffer => reply(tag, status, 0, consoleId);
  if (consoleId === 0) return refuse(STATUS.invalidSessionId);
  const requestedLevel = asked === 0 ? PRIVILEGE.administrator : asked; // 0: the highest the algorithms allow
  if (!isLevel(requestedLevel)) return refuse(STATUS.invalidRole);
  const suite = chooseSuite(request, bmc.suites);
  if (typeof suite === 'number') return refuse(suite);
  if (bmc.faults.noResources || !bmc.sessions.hasRoom(peer, consoleId)) return refuse(STATUS.noResources);
  const id = bmc.sessions.freshId();
  bmc.sessions.put({ phase: 'opened', id, consoleId, suite, peer, requestedLevel });
  const bmcId = Buffer.alloc(4);
  bmcId.writeUInt32LE(id);
  const algorithms = [record(0, suite.authentication), record(1, suite.integrity), record(2, suite.confidentiality)];
  return reply(tag, STATUS.ok, requestedLevel, consoleId, bmcId, ...algorithms);
}

export function rakp1(bmc: BmcState, request: Buffer): Buffer | undefined {
  if (request.length < 28) return undefined;
  const tag = request[0] ?? 0;
  const session = bmc.sessions.get(request.readUInt32LE(4));
  if (session === undefined || session.phase === 'active') return reply(tag, STATUS.invalidSessionId, 0, 0);
  // A repeated RAKP 1 gets the same RAKP 2: a fresh random number would spoil the RAKP 3 that is perhaps on its way.
  if (session.phase === 'challenged' && session.rakp1.equals(request)) return session.rakp2;
  const refuse = (status: number): Buffer => reply(tag, status, 0, session.consoleId);
  const role = request[24] ?? 0;
  const level = role & 0x0f;
  const nameLength = request[27] ?? 0;
  if (nameLength > NAME_LENGTH_MAX || request.length < 28 + nameLength) return refuse(STATUS.invalidNameLength);
  if (!isLevel(level)) return refuse(STATUS.invalidRole);
  const userName = Buffer.from(request.subarray(28, 28 + nameLength));
  const index = bmc.users.findIndex((user) => Buffer.from(user.name).equals(userName));
  const user = bmc.users[index];
  if (user === undefined) return refuse(STATUS.unauthorizedName);
  const userLevel = PRIVILEGE[user.privilege];
  // Looked up by name alone the limit bites later, at Set Session Privilege Level; by name and role it bites here (§13.20).
  if ((role & NAME_ONLY_LOOKUP) === 0 && level > userLevel) return refuse(STATUS.unauthorizedRole);
  const bmcRandom = randomBytes(16);
  const codes = rakpCodes({
    suite: session.suite,
    consoleId: session.consoleId,
    bmcId: session.id,
    consoleRandom: Buffer.from(request.subarray(8, 24)),
    bmcRandom,
    guid: bmc.guid,
    role,
    userName,
    password: user.password,
  });
  const levelMax = Math.min(level, userLevel, session.requestedLevel);
  const rakp2 = reply(tag, STATUS.ok, 0, session.consoleId, bmcRandom, bmc.guid, codes.rakp2);
  const userId = FIRST_USER_ID + index;
  bmc.sessions.put({
    ...session,
    phase: 'challenged',
    codes,
    rakp1: Buffer.from(request),
    rakp2,
    user,
    userId,
    levelMax,
  });
  return rakp2;
}

export function rakp3(bmc: BmcState, request: Buffer): Buffer | undefined {
  if (request.length < 8) return undefined;
  const tag = request[0] ?? 0;
  const session = bmc.sessions.get(request.readUInt32LE(4));
  if (session === undefined || session.phase === 'opened') return reply(tag, STATUS.invalidSessionId, 0, 0);
  const { codes, consoleId } = session;
  const code = request.subarray(8);
  const right = request[1] === STATUS.ok && code.length === codes.rakp3.length && timingSafeEqual(code, codes.rakp3);
  if (session.phase === 'active') {
    // RAKP 4 was lost and the console asks again: say the same once more, change nothing.
    return right ? reply(tag, STATUS.ok, 0, consoleId, codes.rakp4) : undefined;
  }
  if (!right) bmc.sessions.remove(session.id);
  if (request[1] !== STATUS.ok) return undefined; // the console gave up (§13.22)
  if (!right) return reply(tag, STATUS.invalidCheckValue, 0, consoleId);
  bmc.sessions.put({
    ...session,
    phase: 'active',
    keys: codes.keys,
    window: new SequenceWindow(),
    handle: bmc.sessions.freshHandle(),
    level: PRIVILEGE.user,
    outboundSequence: 0,
  });
  bmc.ledger.add(session.user.name, { what: 'session-opened', suite: session.suite.id });
  return reply(tag, STATUS.ok, 0, consoleId, codes.rakp4);
}
