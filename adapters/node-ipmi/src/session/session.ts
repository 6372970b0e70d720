// An open RMCP+ session: encrypted, authenticated, numbered in both directions; one exchange at a time.
// Must never send two packets with one session sequence number, nor believe an answer that is unverified, replayed or to another request.

import { randomBytes } from 'node:crypto';

import { NODE_BUSY } from '../completion-codes.js';
import { closeSession } from '../commands/close-session.js';
import type { LanResponse } from '../wire/lan-message.js';
import { decodeResponse, encodeRequest } from '../wire/lan-message.js';
import { decodeProtected, encodeProtected } from '../wire/packet-v2.js';
import type { Agreed } from './handshake.js';
import { SequenceWindow } from './sequence-window.js';
import type { UdpPeer } from './udp-peer.js';

/** Far below the end of the 32-bit numbers, so that a command and its retransmissions always fit. */
const LAST_SEQUENCE = 0xffff_ff00;
const IV_BYTES = 16;

export type Exchange =
  | { readonly kind: 'answered'; readonly completionCode: number; readonly data: Buffer }
  | { readonly kind: 'silent' }
  | { readonly kind: 'not-sent'; readonly text: string };

export interface RawRequest {
  readonly netFn: number;
  readonly command: number;
  readonly data: Buffer;
}

export class Session {
  readonly #peer: UdpPeer;
  readonly #agreed: Agreed;
  readonly #window = new SequenceWindow();
  #nextSequence = 1;
  #rqSeq = 0;
  #lastAnswerAtMs = 0;

  constructor(peer: UdpPeer, agreed: Agreed, nowMs: number) {
    this.#peer = peer;
    this.#agreed = agreed;
    this.#lastAnswerAtMs = nowMs;
  }

  /** When the BMC last proved that it knows this session, on the monotonic clock. */
  get lastAnswerAtMs(): number {
    return this.#lastAnswerAtMs;
  }

  get spent(): boolean {
    return this.#nextSequence > LAST_SEQUENCE;
  }

  /**
   * Sends once for every wait, until an answer comes. The request keeps its rqSeq over retransmissions, so that a late answer to
   * the first still counts; each packet has its own session sequence number. A busy BMC (C0h) did nothing and is asked again.
   */
  async exchange(request: RawRequest, waitsMs: readonly number[]): Promise<Exchange> {
    const sequence = this.#takeRqSeq();
    const message = encodeRequest({ ...request, sequence });
    let sent = false;
    let result: Exchange = { kind: 'not-sent', text: 'no attempt was allowed' };
    for (const [attempt, waitMs] of waitsMs.entries()) {
      const asked = await this.#peer.ask({
        packet: this.#protect(message),
        waitMs,
        read: (datagram) => this.#answerTo(request, sequence, datagram),
      });
      if (asked.kind === 'answer') {
        this.#lastAnswerAtMs = performance.now();
        result = { kind: 'answered', completionCode: asked.value.completionCode, data: asked.value.data };
        if (result.completionCode !== NODE_BUSY || attempt === waitsMs.length - 1) return result;
        await this.#peer.pause(waitMs);
        continue;
      }
      if (asked.kind === 'silent') sent = true;
      else if (!sent) result = asked;
      if (asked.kind === 'not-sent' && attempt < waitsMs.length - 1) await this.#peer.pause(waitMs);
    }
    return sent ? { kind: 'silent' } : result;
  }

  /** Tells the BMC and frees the socket. Not answered, not repeated: a BMC that heard it has forgotten us. */
  async close(): Promise<void> {
    const { bmcSessionId } = this.#agreed;
    const data = closeSession.encode({ bmcSessionId });
    const request = { netFn: closeSession.netFn, command: closeSession.command, sequence: this.#takeRqSeq(), data };
    await this.#peer.send(this.#protect(encodeRequest(request)));
    this.#peer.close();
  }

  #protect(message: Buffer): Buffer {
    const packet = { sessionId: this.#agreed.bmcSessionId, sequence: this.#nextSequence, message };
    this.#nextSequence += 1;
    return encodeProtected(this.#agreed.keys, packet, randomBytes(IV_BYTES));
  }

  #answerTo(request: RawRequest, sequence: number, datagram: Buffer): LanResponse | undefined {
    const packet = decodeProtected(this.#agreed.keys, datagram);
    if (packet.sessionId !== this.#agreed.consoleSessionId || !this.#window.accept(packet.sequence)) return undefined;
    const response = decodeResponse(packet.message);
    const matches =
      response.netFn === request.netFn + 1 && response.command === request.command && response.sequence === sequence;
    return matches ? response : undefined;
  }

  #takeRqSeq(): number {
    this.#rqSeq = (this.#rqSeq + 1) & 0x3f;
    return this.#rqSeq;
  }
}
