// A console for tests without a network: it opens a session with a BMC's state and sends commands, right or deliberately wrong.
// Must never be proof of conformance: it reads and writes packets with the BMC's own code. That proof is ipmitool's and freeipmi's.
import { randomBytes } from 'node:crypto';
import { answerDatagram } from './endpoint.js';
import { PRIVILEGE } from './session/privilege.js';
import { rakpCodes } from './session/rakp.js';
import type { Peer } from './session/session-table.js';
import { type Suite, suitesOf } from './session/suites.js';
import type { BmcState } from './state.js';
import { wrapIpmi } from './wire/rmcp.js';
import {
  buildPlain,
  buildSealed,
  decrypt,
  isAuthentic,
  PAYLOAD,
  parseV20,
  type SessionKeys,
} from './wire/session-v20.js';

export interface Login {
  readonly user?: string;
  readonly password?: string;
  readonly suite?: 17 | 3;
  /** The role byte of RAKP 1: level and, usually, the name-only bit 10h. */
  readonly role?: number;
  readonly openLevel?: number;
}

export type Answered = { readonly code: number; readonly data: Buffer } | 'silence';

const NAME_ONLY = 0x10;

function sum(bytes: Buffer): number {
  return -bytes.reduce((total, byte) => total + byte, 0) & 0xff;
}

export function requestMessage(netFn: number, command: number, data: readonly number[], lun = 0): Buffer {
  const head = Buffer.from([0x20, (netFn << 2) | lun]);
  const tail = Buffer.from([0x81, 0x04, command, ...data]);
  return Buffer.concat([head, Buffer.from([sum(head)]), tail, Buffer.from([sum(tail)])]);
}

export class TestConsole {
  readonly #bmc: BmcState;
  readonly #peer: Peer;
  readonly consoleId = randomBytes(4).readUInt32LE() || 1;
  bmcId = 0;
  keys: SessionKeys | undefined;
  sequence = 0;
  lastReply: Buffer | undefined;

  constructor(bmc: BmcState, port = 40_000) {
    this.#bmc = bmc;
    this.#peer = { address: '127.0.0.1', port };
  }

  /** One datagram; what the BMC does after its reply is done too. */
  send(datagram: Buffer): Buffer | undefined {
    const reply = answerDatagram(this.#bmc, datagram, this.#peer);
    reply?.afterwards?.();
    this.lastReply = reply?.bytes;
    return reply?.bytes;
  }

  /** The payload of an answer outside a session. */
  exchange(type: number, payload: Buffer): Buffer | undefined {
    const reply = this.send(wrapIpmi(buildPlain(type, payload)));
    return reply === undefined ? undefined : parseV20(reply.subarray(4))?.payload;
  }

  openRequest(suite: Suite, level: number): Buffer {
    const request = Buffer.alloc(32);
    request.set([0x01, level]);
    request.writeUInt32LE(this.consoleId, 4);
    [suite.authentication, suite.integrity, suite.confidentiality].forEach((algorithm, type) => {
      request.set([type, 0, 0, 8, algorithm], 8 + 8 * type);
    });
    return request;
  }

  /** The RMCP+ status of the first step that failed, or 0. */
  login(login: Login = {}): number | 'silence' {
    const { user = 'admin', password = 'admin-password', role = NAME_ONLY | PRIVILEGE.administrator } = login;
    const [suite] = suitesOf([login.suite ?? 17]);
    if (suite === undefined) throw new Error('no such suite');
    const opened = this.exchange(PAYLOAD.openRequest, this.openRequest(suite, login.openLevel ?? 0));
    if (opened === undefined) return 'silence';
    if (opened[1] !== 0) return opened[1] ?? 0xff;
    this.bmcId = opened.readUInt32LE(8);
    const consoleRandom = randomBytes(16);
    const userName = Buffer.from(user);
    const bmcId = opened.subarray(8, 12);
    const rakp1 = Buffer.concat([
      Buffer.from([2, 0, 0, 0]),
      bmcId,
      consoleRandom,
      Buffer.from([role, 0, 0, userName.length]),
      userName,
    ]);
    const rakp2 = this.exchange(PAYLOAD.rakp1, rakp1);
    if (rakp2 === undefined) return 'silence';
    if (rakp2[1] !== 0) return rakp2[1] ?? 0xff;
    const codes = rakpCodes({
      suite,
      consoleId: this.consoleId,
      bmcId: this.bmcId,
      consoleRandom,
      bmcRandom: rakp2.subarray(8, 24),
      guid: rakp2.subarray(24, 40),
      role,
      userName,
      password,
    });
    const rakp4 = this.exchange(PAYLOAD.rakp3, Buffer.concat([Buffer.from([3, 0, 0, 0]), bmcId, codes.rakp3]));
    if (rakp4 === undefined) return 'silence';
    if (rakp4[1] !== 0) return rakp4[1] ?? 0xff;
    if (!rakp4.subarray(8).equals(codes.rakp4)) throw new Error('the BMC proved itself with a wrong RAKP 4 code');
    this.keys = codes.keys;
    this.sequence = 0;
    return 0;
  }

  seal(netFn: number, command: number, data: readonly number[], sequence = ++this.sequence): Buffer {
    if (this.keys === undefined) throw new Error('no session: log in first');
    return wrapIpmi(buildSealed(requestMessage(netFn, command, data), this.bmcId, sequence, this.keys));
  }

  open(reply: Buffer | undefined): Answered {
    if (reply === undefined || this.keys === undefined) return 'silence';
    const packet = parseV20(reply.subarray(4));
    if (packet === undefined || !isAuthentic(packet, this.keys))
      throw new Error('the BMC answered with a packet that is not authentic');
    const message = decrypt(packet.payload, this.keys);
    if (message === undefined) throw new Error('the BMC answered with a payload that does not decrypt');
    return { code: message[6] ?? 0xff, data: message.subarray(7, -1) };
  }

  command(netFn: number, command: number, ...data: readonly number[]): Answered {
    return this.open(this.send(this.seal(netFn, command, data)));
  }

  /** Logs in and becomes administrator (or what `level` says). */
  become(level: number = PRIVILEGE.administrator, login: Login = {}): this {
    const status = this.login(login);
    if (status !== 0) throw new Error(`login failed: ${status}`);
    const answer = this.command(0x06, 0x3b, level);
    if (answer === 'silence' || answer.code !== 0)
      throw new Error(`Set Session Privilege failed: ${JSON.stringify(answer)}`);
    return this;
  }
}
