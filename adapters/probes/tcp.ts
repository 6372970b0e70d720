// Asks a service whether it takes connections: one TCP connect, closed at once. For services that speak no protocol that can be asked.
// The weakest of the probes: it proves that a process listens, not that it works. Must never send a byte.
import { connect } from 'node:net';
import type { Probe, ProbeAnswer } from '../ports/services.js';

export interface TcpProbeOptions {
  readonly host: string;
  readonly port: number;
  readonly deadlineMs: number;
}

export function tcpProbe({ host, port, deadlineMs }: TcpProbeOptions): Probe {
  const where = `TCP ${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    source: 'tcp',
    look: () =>
      new Promise<ProbeAnswer>((resolve) => {
        const socket = connect({ host, port });
        const finish = (answer: ProbeAnswer): void => {
          clearTimeout(timer);
          resolve(answer);
          socket.destroy();
        };
        const timer = setTimeout(
          () => finish({ kind: 'failing', text: `${where}: no connection within ${deadlineMs} ms` }),
          deadlineMs,
        );
        socket.on('connect', () => finish({ kind: 'serving' }));
        socket.on('error', (error: NodeJS.ErrnoException) =>
          finish({ kind: 'failing', text: `${where}: ${error.code ?? error.message}` }),
        );
      }),
  };
}
