// A client of one rack's supervisor with promises and async iterators: over mutual TLS, or over one of the rack's Unix sockets.
// Every call has a deadline. Knows the wire, decides nothing.
import { readFileSync } from 'node:fs';
import { type CallOptions, type ClientReadableStream, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { RackSupervisor, type rack } from './contract.js';

export type Endpoint =
  | { readonly kind: 'socket'; readonly path: string }
  /** File names of PEM files. `name`: what the server's certificate must be for, where that is not the host. */
  | {
      readonly kind: 'tls';
      readonly address: string;
      readonly ca: string;
      readonly certificate: string;
      readonly key: string;
      readonly name?: string;
    };

/** Several round trips to Earth and back (E7). */
const DEADLINE_MS = 15_000;
const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

type Unary<Q, A> = (
  request: Q,
  options: CallOptions,
  callback: (error: ServiceError | null, answer?: A) => void,
) => unknown;

export class RackClient {
  readonly #client: rack.RackSupervisorClient;
  readonly where: string;

  constructor(endpoint: Endpoint) {
    const common = { 'grpc.max_receive_message_length': MESSAGE_BYTES_MAX };
    if (endpoint.kind === 'socket') {
      this.where = endpoint.path;
      // A Unix socket has no host name; without one grpc-js sends the percent-encoded path, which some servers refuse.
      this.#client = new RackSupervisor(`unix:${endpoint.path}`, credentials.createInsecure(), {
        ...common,
        'grpc.default_authority': 'localhost',
      });
      return;
    }
    this.where = endpoint.address;
    const tls = credentials.createSsl(
      readFileSync(endpoint.ca),
      readFileSync(endpoint.key),
      readFileSync(endpoint.certificate),
    );
    this.#client = new RackSupervisor(endpoint.address, tls, {
      ...common,
      ...(endpoint.name === undefined ? {} : { 'grpc.ssl_target_name_override': endpoint.name }),
    });
  }

  rack = (): Promise<rack.GetRackResponse> => this.#call(this.#client.getRack, {});
  stage = (request: rack.StageImageRequestInit): Promise<rack.Accepted> => this.#call(this.#client.stageImage, request);
  plan = (request: rack.PlanSwapRequestInit): Promise<rack.PlanSwapResponse> =>
    this.#call(this.#client.planSwap, request);
  start = (request: rack.StartSwapRequestInit): Promise<rack.Accepted> => this.#call(this.#client.startSwap, request);
  swap = (id: string): Promise<rack.Swap> => this.#call(this.#client.getSwap, { id });
  rollback = (request: rack.RollbackRequestInit): Promise<rack.Accepted> => this.#call(this.#client.rollback, request);
  recover = (request: rack.RecoverRequestInit): Promise<rack.Accepted> => this.#call(this.#client.recover, request);
  stop = (why: string): Promise<rack.Accepted> => this.#call(this.#client.emergencyStop, { why });
  resume = (why: string): Promise<rack.Accepted> => this.#call(this.#client.resume, { why });

  /** Events from `fromSeq` on (0: from the next one), until the stream breaks or the caller stops iterating. */
  watch(fromSeq: number): AsyncIterable<rack.Event> {
    return iterate(() => this.#client.watchRack({ fromSeq }));
  }

  log(fromSeq = 1, toSeq = 0): AsyncIterable<rack.LogRow> {
    return iterate(() => this.#client.exportLog({ fromSeq, toSeq }));
  }

  close(): void {
    this.#client.close();
  }

  #call<Q, A>(method: Unary<Q, A>, request: Q): Promise<A> {
    return new Promise((resolve, reject) => {
      const options = { deadline: Date.now() + DEADLINE_MS };
      method.call(this.#client, request, options, (error, answer) => {
        if (error !== null) reject(error);
        else if (answer === undefined) reject(new Error(`${this.where} answered nothing`));
        else resolve(answer);
      });
    });
  }
}

async function* iterate<T>(open: () => ClientReadableStream<T>): AsyncGenerator<T> {
  const stream = open();
  try {
    for await (const message of stream) yield message as T;
  } catch (error) {
    if (!isStatus(error, status.CANCELLED)) throw error;
  } finally {
    stream.cancel();
    // A cancelled stream reports that it was cancelled: nobody wants to hear it.
    stream.on('error', () => undefined);
  }
}

export const isServiceError = (error: unknown): error is ServiceError =>
  error instanceof Error && typeof (error as Partial<ServiceError>).code === 'number' && 'details' in error;

export const isStatus = (error: unknown, code: status): boolean => isServiceError(error) && error.code === code;
export { status };
