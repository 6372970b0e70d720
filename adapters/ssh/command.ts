// One command on one connection, from opening its channel to its exit code. The whole care is to say truly whether it was sent:
// a channel that was never confirmed carried no command; one that was may have run, whatever is heard of it afterwards.
import type { FileHandle } from 'node:fs/promises';
import type { ClientChannel } from 'ssh2';
import type { Connection } from './connection.js';
import type { ExecResult } from './contract.js';

/** `not-sent`: the command never left; safe to try once more, and to be told `as` this if that does not help. */
export type CommandResult =
  | ExecResult
  | { readonly kind: 'not-sent'; readonly as: 'silent' | 'strange'; readonly text: string };

export interface Command {
  readonly name: string;
  readonly line: string;
  readonly deadlineMs: number;
  readonly outputMaxBytes: number;
  readonly input?: Input;
}

export interface Input {
  readonly path: string;
  readonly handle: FileHandle;
  readonly size: number;
}

/** What ssh2 1.17 says of a channel that was waiting to be opened when the connection went; pinned by a test. */
const NEVER_OPENED = 'No response from server';
const READ_BYTES = 256 * 1024;

export function runCommand(connection: Connection, command: Command, isAlone: () => boolean): Promise<CommandResult> {
  return new Promise((resolve) => {
    let settled = false;
    let channel: ClientChannel | undefined;
    const settle = (result: CommandResult) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      forget();
      resolve(result);
    };
    const unknown = (text: string) => {
      settle({ kind: 'unknown', text: `${command.name}: ${text}: it may or may not have happened.` });
      channel?.close();
    };
    const timer = setTimeout(() => {
      const late = `no end within ${command.deadlineMs} ms after the command was handed over`;
      if (channel !== undefined || !isAlone()) return unknown(late);
      // Not even the channel was opened. Ending the connection makes ssh2 say whether the command had left.
      connection.destroy(`no answer within ${command.deadlineMs} ms`);
    }, command.deadlineMs);
    const forget = connection.onLost(() => unknown(`the connection was lost (${connection.lostBecause()})`));

    const onOpened = (error: (Error & { reason?: unknown }) | undefined, opened: ClientChannel) => {
      if (error === undefined) {
        channel = opened;
        if (settled) return void opened.close();
        return attend(connection, opened, command, settle, unknown);
      }
      const notSent = (as: 'silent' | 'strange', why: string) => {
        settle({ kind: 'not-sent', as, text: `${command.name}: ${why}; nothing was sent.` });
      };
      if (error.message === NEVER_OPENED) return notSent('silent', connection.lostBecause() ?? 'connection lost');
      if (error.reason !== undefined) {
        // Hung commands of the past may hold all the sessions that sshd grants a connection: a new connection has new ones.
        if (isAlone()) connection.destroy('it refused another channel');
        return notSent('strange', `it refuses another channel (${error.message})`);
      }
      if (connection.lostBecause() !== undefined) return; // onLost answers
      settle({
        kind: 'strange',
        text: `${command.name} refuses to run commands (${error.message}); it did not start.`,
      });
    };
    try {
      connection.client.exec(command.line, onOpened);
    } catch (error) {
      settle({
        kind: 'not-sent',
        as: 'silent',
        text: `${command.name}: ${(error as Error).message}; nothing was sent.`,
      });
    }
  });
}

/** Listens to an open channel until it closes. An exit code without the channel's end is not an end: output may be missing. */
function attend(
  connection: Connection,
  channel: ClientChannel,
  command: Command,
  settle: (result: CommandResult) => void,
  unknown: (text: string) => void,
): void {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let bytes = 0;
  let end: { code: number } | { signal: string } | undefined;
  let sent: 'all' | 'some' = 'all';
  const collect = (into: Buffer[]) => (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > command.outputMaxBytes) return unknown(`more than ${command.outputMaxBytes} bytes of output`);
    into.push(chunk);
  };
  channel.on('data', collect(stdout));
  channel.stderr.on('data', collect(stderr));
  channel.on('exit', (code: number | null, signal?: string) => {
    end = code === null ? { signal: signal ?? 'unnamed' } : { code };
  });
  channel.on('error', (error: Error) => unknown(`its channel broke (${error.message})`));
  channel.on('close', () => {
    // ssh2 closes the channels of a lost connection as if they had ended; what was heard before may be cut off.
    if (connection.lostBecause() !== undefined) return; // onLost answers
    const output = { stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
    if (end === undefined) return unknown('it ended without an exit code');
    if ('signal' in end) return settle({ kind: 'signalled', signal: end.signal, ...output });
    if (end.code === 0 && sent === 'some') return unknown('it exited with 0 before it had taken its whole input');
    settle({ kind: 'exited', code: end.code, ...output });
  });
  if (command.input === undefined) {
    channel.end();
    return;
  }
  sent = 'some';
  feed(channel, command.input).then(
    () => {
      sent = 'all';
    },
    (error: Error) => unknown(`its input could not be sent whole (${error.message})`),
  );
}

/** Sends a file as it was when it was opened, then ends the input. A file that is shorter than it was is never passed off as whole. */
async function feed(channel: ClientChannel, input: Input): Promise<void> {
  let closed = false;
  let wake: () => void = () => {};
  channel.once('close', () => {
    closed = true;
    wake();
  });
  let position = 0;
  while (position < input.size) {
    const chunk = Buffer.allocUnsafe(Math.min(READ_BYTES, input.size - position));
    const { bytesRead } = await input.handle.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) throw new Error(`${input.path} was cut off while it was being sent`);
    position += bytesRead;
    // A write to a channel that the other side has closed never calls back; 'close' answers for it.
    if (closed) return new Promise(() => {});
    await new Promise<void>((taken) => {
      wake = taken;
      channel.write(chunk.subarray(0, bytesRead), () => taken());
    });
  }
  if (!closed) channel.end();
}
