// grpc.health.v1 for rackd: serving while the core can do its work. Check of an unknown service is NOT_FOUND; Watch of one says
// SERVICE_UNKNOWN and stays open (the service's own definition). It tells nothing else of the rack.
import { type ServerWritableStream, status } from '@grpc/grpc-js';
import type { HealthCheckResponse, HealthHandlers } from '#proto/contract.js';
import type { Admit } from './access.js';
import { type Log, Refusal, statusOf } from './refusal.js';

/** The empty name is the whole server. */
const SERVICES: ReadonlySet<string> = new Set(['', 'farside.rack.v1.RackSupervisor', 'grpc.health.v1.Health']);

type Status = HealthCheckResponse['status'];

export interface HealthOptions {
  readonly healthy: () => boolean;
  readonly admit: Admit;
  readonly log: Log;
  readonly pollMs: number;
  readonly watchersMax: number;
}

interface Watcher {
  readonly call: ServerWritableStream<unknown, { status: Status }>;
  readonly service: string;
  told: Status | undefined;
}

export interface HealthService {
  readonly handlers: HealthHandlers;
  end(): void;
}

export function healthService({ healthy, admit, log, pollMs, watchersMax }: HealthOptions): HealthService {
  const watchers = new Set<Watcher>();
  let timer: NodeJS.Timeout | undefined;

  const now = (service: string): Status => {
    if (!SERVICES.has(service)) return 'SERVICE_UNKNOWN';
    try {
      return healthy() ? 'SERVING' : 'NOT_SERVING';
    } catch (error) {
      log.error({ err: error }, 'asking for health failed');
      return 'NOT_SERVING';
    }
  };
  const tell = (watcher: Watcher): void => {
    const status = now(watcher.service);
    // A watcher that does not read gets the newest status once it does: nothing queues up.
    if (status === watcher.told || watcher.call.writableNeedDrain) return;
    watcher.told = status;
    watcher.call.write({ status });
  };
  const forget = (watcher: Watcher): void => {
    watchers.delete(watcher);
    if (watchers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
  const handlers: HealthHandlers = {
    Check: (call, reply) => {
      try {
        admit(call, 'Health');
        const { service } = call.request;
        if (!SERVICES.has(service)) throw new Refusal(status.NOT_FOUND, 'there is no such service');
        reply(null, { status: now(service) });
      } catch (error) {
        reply(statusOf(error, 'Health.Check', log));
      }
    },
    Watch: (call) => {
      try {
        admit(call, 'Health');
        if (watchers.size >= watchersMax) {
          throw new Refusal(status.RESOURCE_EXHAUSTED, `${watchers.size} watch already, and no more are allowed`);
        }
        const watcher: Watcher = { call, service: call.request.service, told: undefined };
        watchers.add(watcher);
        for (const event of ['cancelled', 'close', 'error']) call.once(event, () => forget(watcher));
        timer ??= setInterval(() => {
          for (const each of watchers) tell(each);
        }, pollMs);
        tell(watcher);
      } catch (error) {
        call.emit('error', statusOf(error, 'Health.Watch', log));
      }
    },
  };
  return {
    handlers,
    end() {
      for (const watcher of [...watchers]) {
        forget(watcher);
        watcher.call.emit('error', { code: status.UNAVAILABLE, details: 'rackd ends' });
      }
    },
  };
}
