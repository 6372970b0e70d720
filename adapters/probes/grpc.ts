// Asks a service over the standard gRPC health protocol (grpc.health.v1, Check) whether it serves: SERVING, or it is failing.
// One connection a look: one that was kept would prove that an old process still holds its socket. Must never wait past its deadline.
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { oneLine } from '../foreign-text/one-line.js';
import type { Probe, ProbeAnswer } from '../ports/services.js';

const CHECK = '/grpc.health.v1.Health/Check';
/** HealthCheckResponse.ServingStatus, by number. */
const STATUS = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;
const ANSWER_MAX_BYTES = 1024;

export interface GrpcProbeOptions {
  /** `host:port`, without TLS: TLS to a node's own service would need a pinned certificate, which no configuration has. */
  readonly address: string;
  /** Empty: the server as a whole. */
  readonly service: string;
  readonly deadlineMs: number;
}

export function grpcProbe({ address, service, deadlineMs }: GrpcProbeOptions): Probe {
  const where = `gRPC health of ${service === '' ? address : `${service} at ${address}`}`;
  return {
    source: 'grpc',
    look: () =>
      new Promise<ProbeAnswer>((resolve) => {
        const client = new Client(address, credentials.createInsecure(), {
          'grpc.max_receive_message_length': ANSWER_MAX_BYTES,
          'grpc.enable_retries': 0,
          // A channel of its own, for a shared one is a kept connection.
          'grpc.use_local_subchannel_pool': 1,
        });
        const finish = (answer: ProbeAnswer): void => {
          clearTimeout(timer);
          call.cancel();
          client.close();
          resolve(answer);
        };
        const failing = (why: string): void => finish({ kind: 'failing', text: `${where}: ${why}` });
        const timer = setTimeout(() => failing(`no answer within ${deadlineMs} ms`), deadlineMs);
        const call = client.makeUnaryRequest(
          CHECK,
          encodeRequest,
          decodeStatus,
          service,
          (error: ServiceError | null, serving?: string) => {
            if (error !== null) return failing(wordsOf(error));
            if (serving === 'SERVING') return finish({ kind: 'serving' });
            failing(`${serving}, SERVING is wanted`);
          },
        );
      }),
  };
}

const wordsOf = ({ code, details }: ServiceError): string => `${status[code]}: ${oneLine(details)}`;

/** Field 1, a string; absent when empty. The name is at most 100 bytes, so that one byte holds its length. */
export function encodeRequest(service: string): Buffer {
  const name = Buffer.from(service, 'utf8');
  return name.length === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.from([0x0a, name.length]), name]);
}

/** Field 1, an enumeration; absent when 0. Whatever else there may be is no answer to believe. */
export function decodeStatus(answer: Buffer): string {
  if (answer.length === 0) return STATUS[0];
  const [tag, value] = answer;
  const name = tag === 0x08 && answer.length === 2 && value !== undefined ? STATUS[value] : undefined;
  return name ?? 'an answer that nobody can read';
}
