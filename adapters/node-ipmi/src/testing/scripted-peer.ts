// A UDP peer for the tests: it answers like an honest BMC until a test tells it what to send instead.
// Computes its RAKP codes by itself, so that a mistake in wire/rakp.ts can't cancel out. Must never be imported by anything but tests.

import { createHmac, randomBytes } from 'node:crypto';
import type { RemoteInfo, Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';

import { cipherSuite } from '../wire/ciphers.js';
import { checksum } from '../wire/lan-message.js';
import { encodeV15 } from '../wire/packet-v15.js';
import type { SessionKeys } from '../wire/packet-v2.js';
import { decodeProtected, encodePlain, encodeProtected, PAYLOAD } from '../wire/packet-v2.js';

export type SeenKind = 'ping' | 'capabilities' | 'open' | 'rakp1' | 'rakp3' | 'command';

export interface Seen {
  readonly kind: SeenKind;
  /** Network function, command and data as hex, e.g. "06 24 040100107017"; empty for the set-up messages. */
  readonly command: string;
  readonly rqSeq: number;
  readonly sessionSequence: number;
  readonly payload: Buffer;
}

export interface Answer {
  readonly completionCode?: number;
  readonly data?: string;
  /** Differences from what was asked, for answers that must not be believed. */
  readonly netFn?: number;
  readonly command?: number;
  readonly rqSeq?: number;
  readonly sessionSequence?: number;
  readonly sessionId?: number;
  readonly keys?: SessionKeys;
}

interface Half {
  readonly suite: 17 | 3;
  readonly consoleId: Buffer;
  readonly bmcId: number;
  readonly random: Buffer;
  consoleRandom: Buffer;
  identity: Buffer;
  keys: SessionKeys | undefined;
  nextSequence: number;
}

const GUID = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
const CLOSE = '06 3C';

export class ScriptedPeer {
  readonly seen: Seen[] = [];
  readonly sent: Buffer[] = [];
  password = Buffer.from('hilpass');
  kg: Buffer | undefined;
  /** Every datagram that goes out as an answer; a test replaces this to lose, double, bend or forge. */
  script: (seen: Seen, honest: Buffer) => readonly Buffer[] = (_seen, honest) => [honest];
  /** What the BMC says to a command. */
  reply: (command: string) => Answer = () => ({});
  /** True loses a datagram before the BMC hears it. */
  deaf: () => boolean = () => false;
  /** How long every answer is held back. */
  delayMs = 0;
  readonly #socket: Socket;
  #sessions = new Map<number, Half>();
  #nextId = 0x101;
  #port = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (datagram, from) => this.#take(datagram, from));
  }

  static async start(): Promise<ScriptedPeer> {
    const socket = createSocket('udp4');
    const peer = new ScriptedPeer(socket);
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    peer.#port = socket.address().port;
    return peer;
  }

  get port(): number {
    return this.#port;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  /** As after a restart of the BMC. */
  forget(): void {
    this.#sessions.clear();
  }

  get openSessions(): number {
    return [...this.#sessions.values()].filter((session) => session.keys !== undefined).length;
  }

  commands(prefix = ''): string[] {
    return this.seen
      .filter((seen) => seen.kind === 'command' && seen.command.startsWith(prefix))
      .map((seen) => seen.command);
  }

  count(kind: SeenKind): number {
    return this.seen.filter((seen) => seen.kind === kind).length;
  }

  /** A response to `seen` in its session, with any part of it bent. */
  respond(seen: Seen, answer: Answer): Buffer {
    const session = [...this.#sessions.values()].at(-1);
    if (session?.keys === undefined) throw new Error('no session to respond in');
    const [netFn, command] = [seen.payload.readUInt8(1) >> 2, seen.payload.readUInt8(5)];
    const message = response({
      netFn: answer.netFn ?? netFn + 1,
      command: answer.command ?? command,
      rqSeq: answer.rqSeq ?? seen.rqSeq,
      completionCode: answer.completionCode ?? 0,
      data: Buffer.from(answer.data ?? '', 'hex'),
    });
    const sequence = answer.sessionSequence ?? session.nextSequence++;
    const sessionId = answer.sessionId ?? session.consoleId.readUInt32LE(0);
    return encodeProtected(answer.keys ?? session.keys, { sessionId, sequence, message }, randomBytes(16));
  }

  #take(datagram: Buffer, from: RemoteInfo): void {
    if (this.deaf()) return;
    const [seen, honest] = this.#read(datagram) ?? [];
    if (seen === undefined) return;
    this.seen.push(seen);
    if (honest === undefined) return;
    for (const packet of this.script(seen, honest)) {
      this.sent.push(packet);
      if (this.delayMs === 0) this.#socket.send(packet, from.port, from.address);
      else setTimeout(() => this.#socket.send(packet, from.port, from.address), this.delayMs);
    }
  }

  #read(datagram: Buffer): [Seen, Buffer | undefined] | undefined {
    const body = datagram.subarray(4);
    if (datagram.readUInt8(3) === 0x06) {
      const pong = `0600ff06000011be40${datagram.subarray(9, 10).toString('hex')}0010000011be000000008100000000000000`;
      return [seenAs('ping', datagram), Buffer.from(pong, 'hex')];
    }
    if (body.readUInt8(0) === 0x00) return capabilities(body.subarray(10));
    const payload = body.subarray(12);
    switch (body.readUInt8(1)) {
      case PAYLOAD.openSessionRequest:
        return [seenAs('open', payload), this.#open(payload)];
      case PAYLOAD.rakp1:
        return [seenAs('rakp1', payload), this.#rakp1(payload)];
      case PAYLOAD.rakp3:
        return [seenAs('rakp3', payload), this.#rakp3(payload)];
      default:
        return this.#command(datagram, body.readUInt32LE(2));
    }
  }

  #open(payload: Buffer): Buffer {
    const suite = payload.readUInt8(12) === 3 ? 17 : 3;
    const bmcId = this.#nextId++;
    const consoleId = Buffer.from(payload.subarray(4, 8));
    const blank = {
      consoleRandom: Buffer.alloc(0),
      identity: Buffer.alloc(0),
      keys: undefined,
      nextSequence: 1,
    } as const;
    this.#sessions.set(bmcId, { suite, consoleId, bmcId, random: randomBytes(16), ...blank });
    const head = Buffer.from([payload.readUInt8(0), 0, 4, 0]);
    return encodePlain(PAYLOAD.openSessionResponse, Buffer.concat([head, consoleId, id(bmcId), payload.subarray(8)]));
  }

  #rakp1(payload: Buffer): Buffer | undefined {
    const session = this.#sessions.get(payload.readUInt32LE(4));
    if (session === undefined) return undefined;
    session.consoleRandom = Buffer.from(payload.subarray(8, 24));
    session.identity = Buffer.concat([payload.subarray(24, 25), payload.subarray(27)]);
    const { consoleId, bmcId, random, consoleRandom, identity } = session;
    const code = this.#mac(session, this.#userKey(), consoleId, id(bmcId), consoleRandom, random, GUID, identity);
    const head = Buffer.from([payload.readUInt8(0), 0, 0, 0]);
    return encodePlain(PAYLOAD.rakp2, Buffer.concat([head, consoleId, random, GUID, code]));
  }

  #rakp3(payload: Buffer): Buffer | undefined {
    const session = this.#sessions.get(payload.readUInt32LE(4));
    if (session === undefined) return undefined;
    const { consoleId, bmcId, random, consoleRandom, identity } = session;
    const head = Buffer.from([payload.readUInt8(0), 0, 0, 0]);
    const expected = this.#mac(session, this.#userKey(), random, consoleId, identity);
    if (!payload.subarray(8).equals(expected)) {
      head.writeUInt8(0x0f, 1);
      return encodePlain(PAYLOAD.rakp4, Buffer.concat([head, consoleId]));
    }
    const sik = this.#mac(session, this.kg ?? this.#userKey(), consoleRandom, random, identity);
    session.keys = {
      suite: cipherSuite(session.suite),
      integrityKey: this.#mac(session, sik, Buffer.alloc(20, 1)),
      confidentialityKey: this.#mac(session, sik, Buffer.alloc(20, 2)).subarray(0, 16),
    };
    const code = this.#mac(session, sik, consoleRandom, id(bmcId), GUID).subarray(0, session.suite === 17 ? 16 : 12);
    return encodePlain(PAYLOAD.rakp4, Buffer.concat([head, consoleId, code]));
  }

  #command(datagram: Buffer, bmcId: number): [Seen, Buffer | undefined] | undefined {
    const session = this.#sessions.get(bmcId);
    if (session?.keys === undefined) return undefined;
    const packet = decodeProtected(session.keys, datagram);
    const { message } = packet;
    const netFn = message.readUInt8(1) >> 2;
    const data = message.subarray(6, -1).toString('hex').toUpperCase();
    const command = `${byte(netFn)} ${byte(message.readUInt8(5))} ${data}`.trim();
    const seen: Seen = {
      kind: 'command',
      command,
      rqSeq: message.readUInt8(4) >> 2,
      sessionSequence: packet.sequence,
      payload: message,
    };
    const privilege = /^06 3B (..)/.exec(command)?.[1];
    const honest = this.respond(seen, privilege === undefined ? this.reply(command) : { data: privilege });
    if (command.startsWith(CLOSE)) this.#sessions.delete(bmcId);
    return [seen, honest];
  }

  #userKey(): Buffer {
    return Buffer.concat([this.password, Buffer.alloc(20)]).subarray(0, 20);
  }

  #mac(session: Half, key: Buffer, ...parts: readonly Buffer[]): Buffer {
    return createHmac(session.suite === 17 ? 'sha256' : 'sha1', key)
      .update(Buffer.concat(parts))
      .digest();
  }
}

/** The honest datagram with one byte of its payload (behind the 16 bytes of headers) changed. */
export function bent(datagram: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(datagram);
  copy.writeUInt8(value, 16 + at);
  return copy;
}

function capabilities(message: Buffer): [Seen, Buffer] {
  const data = Buffer.from('0180040200000000', 'hex');
  const answer = response({ netFn: 7, command: 0x38, rqSeq: message.readUInt8(4) >> 2, completionCode: 0, data });
  return [seenAs('capabilities', message), encodeV15(answer)];
}

function response(parts: {
  netFn: number;
  command: number;
  rqSeq: number;
  completionCode: number;
  data: Buffer;
}): Buffer {
  const head = Buffer.from([0x81, parts.netFn << 2]);
  const rest = Buffer.from([0x20, parts.rqSeq << 2, parts.command, parts.completionCode, ...parts.data]);
  return Buffer.from([...head, checksum(head), ...rest, checksum(rest)]);
}

function seenAs(kind: SeenKind, payload: Buffer): Seen {
  return { kind, command: '', rqSeq: 0, sessionSequence: 0, payload: Buffer.from(payload) };
}

function id(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function byte(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}
