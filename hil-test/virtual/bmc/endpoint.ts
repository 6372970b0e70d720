// One datagram in, at most one out: RMCP, session header, handshake, command, and back. No socket and no timer in here.
// Must never throw for what a stranger sends, nor answer a packet in a session that is not authentic, fresh and encrypted.
import { type Caller, CODE } from './command.js';
import { dispatch } from './dispatch.js';
import { openSession, rakp1, rakp3 } from './session/handshake.js';
import type { ActiveSession, Peer } from './session/session-table.js';
import type { BmcState } from './state.js';
import { buildResponse, parseRequest } from './wire/lan-message.js';
import { answerPing, parseRmcp, wrapIpmi } from './wire/rmcp.js';
import { buildV15, parseV15 } from './wire/session-v15.js';
import {
  buildPlain,
  buildSealed,
  decrypt,
  isAuthentic,
  PAYLOAD,
  parseV20,
  type V20Packet,
} from './wire/session-v20.js';

export interface Reply {
  readonly bytes: Buffer;
  readonly afterwards?: () => void;
}

/** Nothing a console sends is near this long. */
const DATAGRAM_MAX = 1024;
const NOTHING = Buffer.alloc(0);
/** How far behind the fault `wrongSequence` puts a reply: outside the window of §6.12.13. */
const BEHIND = 32;

export function answerDatagram(bmc: BmcState, datagram: Buffer, peer: Peer): Reply | undefined {
  if (datagram.length > DATAGRAM_MAX || bmc.clock.nowMs() < bmc.deafUntilMs) return undefined;
  const rmcp = parseRmcp(datagram);
  if (rmcp === undefined) return undefined;
  if (rmcp.kind === 'asf') return plainReply(answerPing(rmcp.body));
  const stranger = parseV15(rmcp.body);
  if (stranger !== undefined) return answerMessage(bmc, stranger, { kind: 'stranger' }, buildV15);
  const packet = parseV20(rmcp.body);
  if (packet === undefined) return undefined;
  return packet.sessionId === 0 ? answerOutsideSession(bmc, packet, peer) : answerInSession(bmc, packet);
}

function plainReply(bytes: Buffer | undefined): Reply | undefined {
  return bytes === undefined ? undefined : { bytes };
}

function answerOutsideSession(bmc: BmcState, packet: V20Packet, peer: Peer): Reply | undefined {
  if (packet.authenticated || packet.encrypted) return undefined;
  const wrap = (type: number, payload: Buffer | undefined): Reply | undefined =>
    payload === undefined ? undefined : { bytes: wrapIpmi(buildPlain(type, payload)) };
  switch (packet.payloadType) {
    case PAYLOAD.openRequest:
      return wrap(PAYLOAD.openResponse, openSession(bmc, packet.payload, peer));
    case PAYLOAD.rakp1:
      return wrap(PAYLOAD.rakp2, rakp1(bmc, packet.payload));
    case PAYLOAD.rakp3:
      return wrap(PAYLOAD.rakp4, rakp3(bmc, packet.payload));
    case PAYLOAD.ipmi:
      return answerMessage(bmc, packet.payload, { kind: 'stranger' }, (message) => buildPlain(PAYLOAD.ipmi, message));
    default:
      return undefined;
  }
}

function answerInSession(bmc: BmcState, packet: V20Packet): Reply | undefined {
  if (!packet.authenticated || !packet.encrypted || packet.payloadType !== PAYLOAD.ipmi) return undefined;
  const session = bmc.sessions.get(packet.sessionId);
  if (session?.phase !== 'active' || !isAuthentic(packet, session.keys) || !session.window.accept(packet.sequence))
    return undefined;
  bmc.sessions.touch(session);
  const message = decrypt(packet.payload, session.keys);
  if (message === undefined) return undefined;
  return answerMessage(bmc, message, { kind: 'session', session }, (response) => seal(bmc, session, response));
}

function answerMessage(
  bmc: BmcState,
  message: Buffer,
  caller: Caller,
  wrap: (response: Buffer) => Buffer,
): Reply | undefined {
  const request = parseRequest(message);
  if (request === undefined) return undefined;
  const answer = dispatch(bmc, request, caller);
  const data = answer.code === CODE.ok ? (answer.data ?? NOTHING) : NOTHING;
  const bytes = wrapIpmi(wrap(buildResponse(request, answer.code, data)));
  return answer.afterwards === undefined ? { bytes } : { bytes, afterwards: answer.afterwards };
}

function seal(bmc: BmcState, session: ActiveSession, response: Buffer): Buffer {
  session.outboundSequence = (session.outboundSequence % 0xffff_ffff) + 1; // 0 is never a session's number
  const sequence = bmc.faults.wrongSequence ? (session.outboundSequence - BEHIND) >>> 0 : session.outboundSequence;
  const bytes = buildSealed(response, session.consoleId, sequence, session.keys);
  if (bmc.faults.wrongMac) bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 0x01;
  return bytes;
}
