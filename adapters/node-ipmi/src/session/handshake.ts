// Open Session and RAKP 1 to 4 (IPMI v2.0 §13.15): from a user and a password to session keys.
// Must never send RAKP 3 before RAKP 2 was verified, never take other algorithms than it asked for, and never resend one message
// alone: a lost one restarts the whole, for the BMC may already have moved on.

import { randomBytes } from 'node:crypto';

import { PRIVILEGE_LEVEL } from '../commands/set-session-privilege.js';
import type { Settings } from '../options.js';
import type { CipherSuite } from '../wire/ciphers.js';
import { sameBytes } from '../wire/ciphers.js';
import { decodeOpenSessionResponse, echoesSuite, encodeOpenSessionRequest } from '../wire/open-session.js';
import type { SessionKeys } from '../wire/packet-v2.js';
import { decodePlain, encodePlain, PAYLOAD } from '../wire/packet-v2.js';
import type { RakpContext } from '../wire/rakp.js';
import {
  decodeRakp2,
  decodeRakp4,
  deriveSessionKeys,
  encodeRakp1,
  encodeRakp3,
  rakp2Code,
  rakp3Code,
  rakp4Code,
  sessionIntegrityKey,
} from '../wire/rakp.js';
import { lostSetUp, refusesSuite, statusText } from '../wire/rmcpp-status.js';
import type { Secrets } from './secrets.js';
import type { UdpPeer } from './udp-peer.js';

export interface Agreed {
  readonly kind: 'agreed';
  readonly keys: SessionKeys;
  readonly consoleSessionId: number;
  readonly bmcSessionId: number;
}

/** How one try, or all of them, came to nothing. */
export interface NotAgreed {
  /** `silent`: try again from the start. `suite`: this suite is refused. `final`: another try would end the same. */
  readonly kind: 'silent' | 'suite' | 'final';
  readonly text: string;
}

/** Tries each suite of the caller's list, each as often as there are waits. Only a refusal by the BMC leads to the next suite. */
export async function agree(peer: UdpPeer, settings: Settings, secrets: Secrets): Promise<Agreed | NotAgreed> {
  let last: NotAgreed = { kind: 'final', text: 'no cipher suite to try' };
  // One ID for all tries: by it a BMC knows that a new Open Session takes the half-open place of the one before. With a fresh ID each time
  // four lost packets fill a BMC of four sessions, for a minute. The random numbers of RAKP are fresh in every try.
  const consoleSessionId = (randomBytes(4).readUInt32LE(0) | 1) >>> 0;
  // Another tag for each try, so that a late answer to the one before is not taken for one to this.
  let tag = randomBytes(1).readUInt8(0) & 0xf0;
  for (const suite of settings.suites) {
    for (const waitMs of settings.waitsMs) {
      const outcome = await tryOnce({
        peer,
        settings,
        secrets,
        suite,
        waitMs,
        consoleSessionId,
        tag,
      });
      tag = (tag + 0x10) & 0xf0;
      if (outcome.kind === 'agreed' || outcome.kind === 'final') return outcome;
      last = outcome;
      if (outcome.kind === 'suite') break;
    }
    if (last.kind === 'silent') return last;
  }
  return last;
}

interface Try {
  readonly peer: UdpPeer;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly suite: CipherSuite;
  readonly waitMs: number;
  readonly consoleSessionId: number;
  /** Low four bits free: each message of the try adds its own number. */
  readonly tag: number;
}

async function tryOnce(attempt: Try): Promise<Agreed | NotAgreed> {
  const { consoleSessionId } = attempt;
  const opened = await openSession(attempt, consoleSessionId);
  if (opened.kind !== 'answer') return opened;
  const context: RakpContext = {
    suite: attempt.suite,
    consoleSessionId,
    bmcSessionId: opened.bmcSessionId,
    consoleRandom: randomBytes(16),
    privilege: PRIVILEGE_LEVEL[attempt.settings.privilege],
    user: attempt.settings.user,
  };
  const identified = await exchangeRakp12(attempt, context);
  if (identified.kind !== 'answer') return identified;
  return await exchangeRakp34(attempt, context, identified);
}

async function openSession(
  attempt: Try,
  consoleSessionId: number,
): Promise<{ kind: 'answer'; bmcSessionId: number } | NotAgreed> {
  const tag = attempt.tag | 1;
  const privilege = PRIVILEGE_LEVEL[attempt.settings.privilege];
  const request = encodeOpenSessionRequest({ tag, privilege, consoleSessionId, suite: attempt.suite });
  const asked = await attempt.peer.ask({
    packet: encodePlain(PAYLOAD.openSessionRequest, request),
    waitMs: attempt.waitMs,
    read: (datagram) => {
      const response = decodeOpenSessionResponse(decodePlain(datagram, PAYLOAD.openSessionResponse));
      if (response.tag !== tag) return undefined;
      if (response.kind === 'accepted' && response.consoleSessionId !== consoleSessionId) return undefined;
      return response;
    },
  });
  if (asked.kind !== 'answer') return noAnswer(asked, 'Open Session Request');
  const response = asked.value;
  if (response.kind === 'refused') return refusedBy(response.status, 'Open Session', attempt.suite);
  if (!echoesSuite(response, attempt.suite)) {
    return final(
      `the BMC answered with other algorithms than cipher suite ${attempt.suite.id} asks for; possible downgrade attack`,
    );
  }
  if (response.bmcSessionId === 0) return final('the BMC gave session ID 0, which no session can have');
  return { kind: 'answer', bmcSessionId: response.bmcSessionId };
}

interface Identified {
  readonly kind: 'answer';
  readonly bmcRandom: Buffer;
  readonly bmcGuid: Buffer;
}

async function exchangeRakp12(attempt: Try, context: RakpContext): Promise<Identified | NotAgreed> {
  const tag = attempt.tag | 2;
  const asked = await attempt.peer.ask({
    packet: encodePlain(PAYLOAD.rakp1, encodeRakp1(tag, context)),
    waitMs: attempt.waitMs,
    read: (datagram) => {
      const rakp2 = decodeRakp2(decodePlain(datagram, PAYLOAD.rakp2), context.suite);
      if (rakp2.tag !== tag) return undefined;
      if (rakp2.accepted !== undefined && rakp2.accepted.consoleSessionId !== context.consoleSessionId)
        return undefined;
      return rakp2;
    },
  });
  if (asked.kind !== 'answer') return noAnswer(asked, 'RAKP 1');
  const { accepted, status } = asked.value;
  if (accepted === undefined) return refusedBy(status, 'RAKP 1', context.suite);
  const expected = rakp2Code(context, attempt.secrets.userKey, accepted.bmcRandom, accepted.bmcGuid);
  if (!sameBytes(accepted.keyExchangeCode, expected)) {
    return final(
      'authentication failed: the BMC does not know the same password for this user (RAKP 2 code wrong); check user and password',
    );
  }
  return { kind: 'answer', bmcRandom: accepted.bmcRandom, bmcGuid: accepted.bmcGuid };
}

async function exchangeRakp34(attempt: Try, context: RakpContext, bmc: Identified): Promise<Agreed | NotAgreed> {
  const tag = attempt.tag | 3;
  const { userKey, kg } = attempt.secrets;
  const asked = await attempt.peer.ask({
    packet: encodePlain(PAYLOAD.rakp3, encodeRakp3(tag, context, rakp3Code(context, userKey, bmc.bmcRandom))),
    waitMs: attempt.waitMs,
    read: (datagram) => {
      const rakp4 = decodeRakp4(decodePlain(datagram, PAYLOAD.rakp4), context.suite);
      if (rakp4.tag !== tag) return undefined;
      if (rakp4.accepted !== undefined && rakp4.accepted.consoleSessionId !== context.consoleSessionId)
        return undefined;
      return rakp4;
    },
  });
  if (asked.kind !== 'answer') return noAnswer(asked, 'RAKP 3');
  const { accepted, status } = asked.value;
  if (accepted === undefined) return refusedBy(status, 'RAKP 3', context.suite);
  const sik = sessionIntegrityKey(context, kg ?? userKey, bmc.bmcRandom);
  if (!sameBytes(accepted.integrityCode, rakp4Code(context, sik, bmc.bmcGuid))) {
    return final('authentication failed: the BMC derived another session key (RAKP 4 code wrong); check Kg');
  }
  const keys = deriveSessionKeys(context.suite, sik);
  sik.fill(0);
  return { kind: 'agreed', keys, consoleSessionId: context.consoleSessionId, bmcSessionId: context.bmcSessionId };
}

function noAnswer(asked: { kind: 'silent' } | { kind: 'not-sent'; text: string }, what: string): NotAgreed {
  return {
    kind: 'silent',
    text: asked.kind === 'silent' ? `no answer to ${what}` : `${what} could not be sent: ${asked.text}`,
  };
}

function refusedBy(status: number, what: string, suite: CipherSuite): NotAgreed {
  const text = `${what} with cipher suite ${suite.id}: ${statusText(status)}`;
  if (refusesSuite(status)) return { kind: 'suite', text };
  return { kind: lostSetUp(status) ? 'silent' : 'final', text };
}

function final(text: string): NotAgreed {
  return { kind: 'final', text };
}
