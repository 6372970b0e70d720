// The network cable of one node. While it is down nothing passes in either direction and nobody is told; what was under way goes on
// when it is back, as TCP's retransmissions would make it. Must never lose or reorder bytes of a connection that lives.
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** Asks the node's faults; kept apart so that a link knows nothing of nodes. */
export class Link {
  readonly #isDown: () => boolean;
  #waiting: (() => void)[] = [];

  constructor(isDown: () => boolean) {
    this.#isDown = isDown;
  }
  get down(): boolean {
    return this.#isDown();
  }
  /** Runs now, or when the link is looked at and found up again. */
  pass(run: () => void): void {
    if (this.#isDown()) this.#waiting.push(run);
    else run();
  }
  /** To be called now and then: faults are plain fields and tell nobody. */
  release(): void {
    if (this.#isDown()) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const run of waiting) run();
  }
}

/** A TCP connection that goes through a link. */
export class Wire extends Duplex {
  readonly #socket: Socket;
  readonly #link: Link;
  readonly remoteAddress: string | undefined;
  readonly remoteFamily: string | undefined;
  readonly remotePort: number | undefined;

  constructor(socket: Socket, link: Link) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    this.#link = link;
    this.remoteAddress = socket.remoteAddress;
    this.remoteFamily = socket.remoteFamily;
    this.remotePort = socket.remotePort;
    socket.on('data', (chunk) => {
      socket.pause();
      link.pass(() => {
        if (this.push(chunk)) socket.resume();
      });
    });
    socket.on('end', () => link.pass(() => this.push(null)));
    socket.on('error', () => {});
    socket.on('close', () => this.destroy());
  }

  setNoDelay(): this {
    this.#socket.setNoDelay();
    return this;
  }
  setTimeout(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }

  override _read(): void {
    this.#link.pass(() => this.#socket.resume());
  }
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#link.pass(() => {
      if (this.#socket.destroyed) done(new Error('connection lost'));
      else this.#socket.write(chunk, done);
    });
  }
  override _final(done: () => void): void {
    this.#link.pass(() => {
      this.#socket.end();
      done();
    });
  }
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
