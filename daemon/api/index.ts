// The edge of rackd: one gRPC service behind three doors (mutual TLS, the socket to look, the socket to act), each a server of its own so
// that a crowd at one keeps nobody from another. It starts all of them or none.
import { readFileSync } from 'node:fs';
import { Server, ServerCredentials, type ServerOptions } from '@grpc/grpc-js';
import { Health, RackSupervisor } from '#proto/contract.js';
import type { RackConfig } from '../config/schema.js';
import { admission, type Door } from './access.js';
import type { RackCore } from './core.js';
import { rackHandlers } from './handlers.js';
import { healthService } from './health.js';
import type { Log } from './refusal.js';
import { prepareSocket, type SocketFile } from './socket-file.js';

export interface ApiOptions {
  readonly core: RackCore;
  readonly config: Pick<RackConfig, 'listen' | 'tls' | 'trustDomain' | 'grants' | 'sockets'>;
  readonly log: Log;
  /** A stream whose reader takes nothing for this long is dropped. */
  readonly slowReaderMs?: number;
  readonly healthPollMs?: number;
}

export interface Api {
  /** `127.0.0.1:7443`, with the port that was chosen. */
  readonly address: string;
  close(): Promise<void>;
}

const MESSAGE_BYTES_MAX = 1024 * 1024;
const STREAMS_MAX = 32;
const CLOSE_MS = 2000;

const SERVER_OPTIONS: ServerOptions = {
  'grpc.max_receive_message_length': MESSAGE_BYTES_MAX,
  'grpc.max_send_message_length': MESSAGE_BYTES_MAX,
  /** Per connection; what is over it waits at the client. */
  'grpc.max_concurrent_streams': 64,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 20_000,
  'grpc.max_connection_idle_ms': 10 * 60_000,
  /** MB for one HTTP/2 session's buffers. */
  'grpc-node.max_session_memory': 10,
};

function tlsCredentials({ certificate, key, clientCa }: RackConfig['tls']): ServerCredentials {
  // The third argument is what makes client certificates required: without it grpc-js serves anyone.
  return ServerCredentials.createSsl(
    readFileSync(clientCa),
    [{ cert_chain: readFileSync(certificate), private_key: readFileSync(key) }],
    true,
  );
}

interface OpenDoor {
  readonly port: number;
  close(): Promise<void>;
}

async function openDoor(
  door: Door,
  address: string,
  credentials: ServerCredentials,
  options: ApiOptions,
): Promise<OpenDoor> {
  const { core, config, log } = options;
  const admit = admission(door, config);
  const server = new Server(SERVER_OPTIONS);
  const supervisor = rackHandlers({
    core,
    admit,
    log,
    slowReaderMs: options.slowReaderMs ?? 30_000,
    streamsMax: STREAMS_MAX,
  });
  const health = healthService({
    healthy: () => core.healthy(),
    admit,
    log,
    pollMs: options.healthPollMs ?? 1000,
    watchersMax: STREAMS_MAX,
  });
  server.addService(RackSupervisor.service, supervisor.handlers);
  server.addService(Health.service, health.handlers);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else reject(new Error(`cannot listen on ${address}: ${error.message}`, { cause: error }));
    });
  });
  return {
    port,
    async close() {
      supervisor.endStreams();
      health.end();
      await shutDown(server);
    },
  };
}

/** Lets what is under way finish, for a moment. */
function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.forceShutdown(), CLOSE_MS);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function openSocket(door: 'look' | 'act', options: ApiOptions): Promise<{ file: SocketFile; door: OpenDoor }> {
  const { sockets } = options.config;
  const file = await prepareSocket(sockets[door], sockets.group);
  let opened: OpenDoor | undefined;
  try {
    opened = await openDoor(door, `unix:${file.draft}`, ServerCredentials.createInsecure(), options);
    file.publish();
    return { file, door: opened };
  } catch (error) {
    file.abandon();
    await opened?.close();
    throw error;
  }
}

export async function startApi(options: ApiOptions): Promise<Api> {
  const { listen, tls } = options.config;
  const undo: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const credentials = tlsCredentials(tls);
    for (const name of ['look', 'act'] as const) {
      const { file, door } = await openSocket(name, options);
      undo.push(async () => {
        file.remove();
        await door.close();
      });
    }
    const door = await openDoor('tls', listen, credentials, options);
    undo.push(() => door.close());
    return { address: `${listen.slice(0, listen.lastIndexOf(':'))}:${door.port}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}
