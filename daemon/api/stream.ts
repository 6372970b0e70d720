// Sends rows of the log as a stream, at the pace of its reader: what a reader has not taken is in the log, not in our memory. A reader that
// takes nothing for too long is dropped with a status that says so, and may come back for the rest (OBS-1).
import { type ServerWritableStream, status } from '@grpc/grpc-js';
import { type Log, Refusal, statusOf } from './refusal.js';

export interface Source<T> {
  /** Items from a seq on, oldest first, at most so many. */
  readonly read: (fromSeq: number, limit: number) => readonly T[];
  readonly seqOf: (item: T) => number;
  /** Absent for a stream that ends with what is there. */
  readonly onMore?: (listener: () => void) => () => void;
}

export interface StreamOptions {
  readonly method: string;
  readonly fromSeq: number;
  /** The last one to send; absent: go on for ever. */
  readonly toSeq?: number;
  readonly slowReaderMs: number;
  readonly log: Log;
}

/** Small, so that other calls and the loop get their turn between two batches. */
const BATCH = 64;

type Call<T> = Pick<ServerWritableStream<unknown, T>, 'write' | 'end' | 'emit' | 'once' | 'cancelled'>;

export class LogStream<T> {
  readonly #call: Call<T>;
  readonly #source: Source<T>;
  readonly #options: StreamOptions;
  readonly #stopListening: () => void;
  readonly #ended: () => void;
  #next: number;
  #scheduled = false;
  #blocked: NodeJS.Timeout | undefined;
  #over = false;

  constructor(call: Call<T>, source: Source<T>, options: StreamOptions, ended: () => void) {
    this.#call = call;
    this.#source = source;
    this.#options = options;
    this.#ended = ended;
    this.#next = options.fromSeq;
    this.#stopListening = source.onMore?.(() => this.#schedule()) ?? (() => undefined);
    for (const event of ['cancelled', 'close', 'error']) call.once(event, () => this.#finish());
    this.#schedule();
  }

  /** Ends the stream with a reason, after what was already handed over. */
  drop(code: status, details: string): void {
    if (this.#over) return;
    this.#finish();
    this.#call.emit('error', { code, details });
  }

  #schedule(): void {
    if (this.#scheduled || this.#over || this.#blocked !== undefined) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#over || this.#blocked !== undefined) return;
      try {
        this.#pump();
      } catch (error) {
        const { code, details } = statusOf(error, this.#options.method, this.#options.log);
        this.drop(code, details);
      }
    });
  }

  #pump(): void {
    const toSeq = this.#options.toSeq ?? Number.MAX_SAFE_INTEGER;
    const items = this.#next > toSeq ? [] : this.#source.read(this.#next, Math.min(BATCH, toSeq - this.#next + 1));
    for (const item of items) {
      const seq = this.#source.seqOf(item);
      if (seq < this.#next) throw new Error(`the log gave row ${seq} where row ${this.#next} was due`);
      this.#next = seq + 1;
      if (!this.#call.write(item)) return this.#waitForReader();
    }
    if (this.#next > toSeq) this.#complete();
    else if (items.length > 0) this.#schedule();
    else if (this.#source.onMore === undefined) {
      throw new Refusal(status.OUT_OF_RANGE, `the log has no row ${this.#next}`);
    }
  }

  #waitForReader(): void {
    const { slowReaderMs } = this.#options;
    this.#blocked = setTimeout(() => {
      this.drop(
        status.RESOURCE_EXHAUSTED,
        `nothing was read for ${slowReaderMs / 1000} s; ask again from the row after the last one that arrived`,
      );
    }, slowReaderMs);
    this.#call.once('drain', () => {
      clearTimeout(this.#blocked);
      this.#blocked = undefined;
      this.#schedule();
    });
  }

  #complete(): void {
    this.#finish();
    this.#call.end();
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#blocked);
    this.#stopListening();
    this.#ended();
  }
}
