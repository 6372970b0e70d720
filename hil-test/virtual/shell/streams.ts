// What flows between programs: bytes, in order, with an end. A pipe holds little and makes its writer wait.
// Must never grow without bound: an image of a gigabyte goes through as an image of a kilobyte does.
export interface ByteSource {
  /** The next bytes, or undefined at the end. */
  read(): Promise<Buffer | undefined>;
  /** Wants no more: whoever writes gets BrokenPipe. */
  stop(): void;
}
export interface ByteSink {
  write(data: Buffer | string): Promise<void>;
  end(): void;
}

/** Nobody reads any more. */
export class BrokenPipe extends Error {}

const HELD_BYTES_MAX = 256 * 1024;

export class Pipe implements ByteSource, ByteSink {
  readonly #held: Buffer[] = [];
  #heldBytes = 0;
  #ended = false;
  #stopped = false;
  #wake: (() => void)[] = [];

  async write(data: Buffer | string): Promise<void> {
    const chunk = Buffer.from(data as Buffer);
    if (this.#ended) throw new Error('write after the end of a pipe');
    if (this.#stopped) throw new BrokenPipe();
    if (chunk.length === 0) return;
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    this.#signal();
    while (this.#heldBytes > HELD_BYTES_MAX && !this.#stopped) await this.#change();
  }
  end(): void {
    this.#ended = true;
    this.#signal();
  }

  async read(): Promise<Buffer | undefined> {
    for (;;) {
      const chunk = this.#held.shift();
      if (chunk !== undefined) {
        this.#heldBytes -= chunk.length;
        this.#signal();
        return chunk;
      }
      if (this.#ended || this.#stopped) return undefined;
      await this.#change();
    }
  }
  stop(): void {
    this.#stopped = true;
    this.#held.length = 0;
    this.#heldBytes = 0;
    this.#signal();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }
  #signal(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const run of wake) run();
  }
}

export const NO_INPUT: ByteSource = { read: async () => undefined, stop: () => {} };

export async function readAll(source: ByteSource): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let chunk = await source.read(); chunk !== undefined; chunk = await source.read()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export function sourceOf(bytes: Buffer): ByteSource {
  let rest: Buffer | undefined = bytes;
  return {
    read: async () => {
      const chunk = rest;
      rest = undefined;
      return chunk === undefined || chunk.length === 0 ? undefined : chunk;
    },
    stop: () => {},
  };
}

/** Keeps what is written, for `$(…)`. */
export class Collector implements ByteSink {
  readonly #chunks: Buffer[] = [];
  async write(data: Buffer | string): Promise<void> {
    this.#chunks.push(Buffer.from(data as Buffer));
  }
  end(): void {}
  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}
