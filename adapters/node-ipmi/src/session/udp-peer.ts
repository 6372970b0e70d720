// One UDP socket to one BMC: send a packet, wait a bounded time for a datagram that the caller recognises.
// Must never say "not sent" of a packet that may have left, and never let a datagram crash the process.

import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';

import { WireError } from '../wire/wire-error.js';

export type Asked<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'silent' }
  | { readonly kind: 'not-sent'; readonly text: string };

export interface Question<T> {
  readonly packet: Buffer;
  readonly waitMs: number;
  /** Undefined or a WireError drops the datagram, and the wait goes on. */
  readonly read: (datagram: Buffer) => T | undefined;
}

export class UdpPeer {
  readonly #socket: Socket;
  readonly #signal: AbortSignal;
  #listener: ((datagram: Buffer) => void) | undefined;

  private constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket;
    this.#signal = signal;
    socket.on('message', (datagram) => this.#listener?.(datagram));
    // An ICMP "port unreachable" lands here. It proves nothing (anyone can forge it, and a BMC that restarts sends it): the timers decide.
    socket.on('error', () => undefined);
    // A held session alone must not keep a process alive; a command in flight does, by its timer.
    socket.unref();
  }

  /**
   * A host name resolves to IPv4; IPv6 is taken as a literal. A fresh local port for every session, so that late packets of the
   * last one find nobody; connected, so that only datagrams of this BMC get in.
   */
  static async connect(host: string, port: number, waitMs: number, signal: AbortSignal): Promise<UdpPeer | string> {
    const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' });
    const problem = await new Promise<string | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(`the name did not resolve within ${waitMs} ms`), waitMs);
      const settle = (text: string | undefined): void => {
        clearTimeout(timer);
        resolve(text);
      };
      socket.once('error', (error) => settle(error.message));
      // Node hands a failed look-up or connect to this callback, not to 'error'; its types don't say so.
      socket.connect(port, host, (error?: unknown) => settle(error instanceof Error ? error.message : undefined));
    });
    if (problem === undefined) return new UdpPeer(socket, signal);
    // A look-up that ends after the close must not become an uncaught error.
    socket.on('error', () => undefined);
    socket.close();
    return problem;
  }

  /** Resolves to undefined, or to the reason why the packet never left. */
  send(packet: Buffer): Promise<string | undefined> {
    return new Promise((resolve) => {
      try {
        this.#socket.send(packet, (error) => resolve(error?.message));
      } catch (error) {
        resolve(error instanceof Error ? error.message : 'the socket is closed');
      }
    });
  }

  /** One question at a time; the session's queue sees to that. */
  async ask<T>(question: Question<T>): Promise<Asked<T>> {
    if (this.#signal.aborted) return { kind: 'not-sent', text: 'closed by the caller' };
    let stop = (): void => undefined;
    const answered = new Promise<Asked<T>>((resolve) => {
      const silent = (): void => resolve({ kind: 'silent' });
      const timer = setTimeout(silent, question.waitMs);
      this.#signal.addEventListener('abort', silent, { once: true });
      this.#listener = (datagram) => {
        const value = readOrDrop(question.read, datagram);
        if (value !== undefined) resolve({ kind: 'answer', value });
      };
      stop = () => {
        clearTimeout(timer);
        this.#signal.removeEventListener('abort', silent);
        this.#listener = undefined;
      };
    });
    try {
      const problem = await this.send(question.packet);
      if (problem !== undefined) return { kind: 'not-sent', text: problem };
      return await answered;
    } finally {
      stop();
    }
  }

  /** Waits without listening; ends early when the caller closes. */
  async pause(waitMs: number): Promise<void> {
    if (this.#signal.aborted) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, waitMs);
      this.#signal.addEventListener('abort', end, { once: true });
    });
  }

  close(): void {
    try {
      this.#socket.close();
    } catch {
      // Closed already: nothing is left to free.
    }
  }
}

function readOrDrop<T>(read: (datagram: Buffer) => T | undefined, datagram: Buffer): T | undefined {
  try {
    return read(datagram);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
