// What the main thread sees of a worker that may never come back: one block of shared memory with the packet that is being tried.
// Must never be waited on by the worker: it only writes here.

const STOP = 0;
const BEAT = 1;
const TARGET = 2;
const LENGTH = 3;
const EXECUTIONS = 2;
const HEADER_BYTES = 24;
const PACKET_MAX = 2_048;

export class Watch {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #figures: Float64Array;
  readonly #packet: Uint8Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(HEADER_BYTES + PACKET_MAX)) {
    this.memory = memory;
    this.#words = new Int32Array(memory, 0, 4);
    this.#figures = new Float64Array(memory, 0, HEADER_BYTES / 8);
    this.#packet = new Uint8Array(memory, HEADER_BYTES);
  }

  /** In the worker, before each packet. */
  trying(target: number, packet: Uint8Array, executions: number): void {
    const length = Math.min(packet.length, PACKET_MAX);
    this.#packet.set(length === packet.length ? packet : packet.subarray(0, length));
    this.#words[TARGET] = target;
    this.#words[LENGTH] = length;
    this.#figures[EXECUTIONS] = executions;
    Atomics.add(this.#words, BEAT, 1);
  }

  get stopped(): boolean {
    return Atomics.load(this.#words, STOP) !== 0;
  }

  stop(): void {
    Atomics.store(this.#words, STOP, 1);
  }

  /** Another number than before: the worker lives. */
  get beat(): number {
    return Atomics.load(this.#words, BEAT);
  }

  get executions(): number {
    return this.#figures[EXECUTIONS] ?? 0;
  }

  /** What the worker has been at since the last beat. */
  current(): { readonly target: number; readonly hex: string } {
    const packet = this.#packet.slice(0, this.#words[LENGTH] ?? 0);
    return { target: this.#words[TARGET] ?? 0, hex: Buffer.from(packet).toString('hex') };
  }
}
