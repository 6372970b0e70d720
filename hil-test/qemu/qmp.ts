// One command to QEMU's machine protocol: connect, greeting, capabilities, command, answer, close.
// It must never wait for ever: a frozen QEMU accepts the connection and says nothing.
// QMP speaks JSON lines: https://www.qemu.org/docs/master/interop/qmp-spec.html
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';

export type QmpCommand = 'system_reset' | 'system_powerdown' | 'inject-nmi';

/** A greeting and two answers are due; events come between them. More than this is not QEMU. */
const MAX_LINES = 200;

export function qmpExecute(socketPath: string, command: QmpCommand, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath);
    const lines = createInterface({ input: socket });
    const fail = (reason: string) => finish(new Error(`QMP ${command} on ${socketPath}: ${reason}`));
    const timer = setTimeout(() => fail(`no answer within ${timeoutMs} ms`), timeoutMs);
    const pending: string[] = ['qmp_capabilities', command];
    let seen = 0;

    const finish = (error?: Error) => {
      clearTimeout(timer);
      lines.close();
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    const sendNext = () => {
      const next = pending.shift();
      if (next === undefined) finish();
      else socket.write(`${JSON.stringify({ execute: next })}\n`);
    };

    socket.on('error', (error) => fail(error.message));
    lines.on('error', (error: Error) => fail(error.message)); // readline hands on its input's errors, unhandled if nobody listens
    socket.on('close', () => fail('the connection closed before the answer'));
    lines.on('line', (line) => {
      seen++;
      if (seen > MAX_LINES || line.length > 65_536) return fail('far more output than an answer');
      const message = parse(line);
      if (message === undefined) return fail(`not JSON: ${line.slice(0, 100)}`);
      if ('error' in message) return fail(JSON.stringify(message['error']));
      if ('QMP' in message || 'return' in message) sendNext();
    });
  });
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
