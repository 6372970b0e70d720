// A line-by-line shell for people who log in: reads a line, runs it, prompts again. With a terminal it echoes what is typed.
// Must never be relied on by programs: they use exec.
import type { Shell } from '../shell/shell.js';
import type { ByteSink, Pipe } from '../shell/streams.js';
import { NO_INPUT } from '../shell/streams.js';

const LINE_MAX = 4096;
const CTRL_C = 0x03;
const CTRL_D = 0x04;
const BACKSPACE = [0x08, 0x7f];

export interface TerminalOptions {
  readonly prompt: string;
  /** A pty was asked for: the client leaves echo and line editing to us. */
  readonly terminal: boolean;
}

export async function interactive(
  shell: Shell,
  streams: { stdin: Pipe; stdout: ByteSink; stderr: ByteSink },
  options: TerminalOptions,
): Promise<number> {
  const { terminal } = options;
  const out: ByteSink = terminal ? crlf(streams.stdout) : streams.stdout;
  const prompt = terminal ? options.prompt : '';
  let line = '';
  let status = 0;
  await out.write(prompt);
  for (let chunk = await streams.stdin.read(); chunk !== undefined; chunk = await streams.stdin.read()) {
    for (const byte of chunk) {
      if (byte === CTRL_D && line === '') return status;
      if (byte === CTRL_C) {
        line = '';
        await out.write(`^C\n${prompt}`);
      } else if (BACKSPACE.includes(byte)) {
        if (line === '') continue;
        line = line.slice(0, -1);
        if (terminal) await out.write('\b \b');
      } else if (byte === 0x0d || byte === 0x0a) {
        if (terminal) await out.write('\n');
        const command = line.trim();
        line = '';
        if (command === 'exit' || command === 'logout') return status;
        if (command !== '')
          status = await shell.run(command, { stdin: NO_INPUT, stdout: out, stderr: terminal ? out : streams.stderr });
        await out.write(prompt);
      } else if (byte >= 0x20 && line.length < LINE_MAX) {
        const char = String.fromCharCode(byte);
        line += char;
        if (terminal) await out.write(char);
      }
    }
  }
  return status;
}

/** A terminal in raw mode needs a carriage return with every new line. */
function crlf(sink: ByteSink): ByteSink {
  return {
    write: (data) => {
      const text = Buffer.from(data as Buffer).toString('latin1');
      return sink.write(Buffer.from(text.replace(/\n/g, '\r\n'), 'latin1'));
    },
    end: () => {},
  };
}
