// What a fuzz target is: bytes from the network into one decoder. Types only.

export interface Target {
  readonly name: string;
  readonly seeds: readonly Buffer[];
  readonly bytesMax: number;
  /** Makes right, in place, what no fuzzer can guess: checksums, authentication codes. Not always called, so that wrong ones are tried too. */
  mend?(bytes: Buffer): void;
  /** A fresh start for one packet; what it returns is what is watched. */
  begin(): (bytes: Buffer) => unknown;
  /** True for an error that is an answer. Every other one is a crash. */
  refuses(error: unknown): boolean;
}
