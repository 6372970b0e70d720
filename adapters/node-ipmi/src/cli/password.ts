// The password, from a file that nobody else may read or from a prompt without echo. There is no option and no variable for it: both are seen by
// everybody on the machine. Must never be printed, nor kept after the last session is open.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { ReadStream } from 'node:tty';

const PASSWORD_MAX_BYTES = 20;

/** One line end at its end is not part of it. Throws with what is wrong, for people. */
export function passwordFromFile(path: string): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new Error(`${path} is not a file`);
    if ((stat.mode & 0o077) !== 0)
      throw new Error(
        `${path} may be read by others (mode ${(stat.mode & 0o777).toString(8)}); close it with: chmod 600 ${path}`,
      );
    if (stat.size > PASSWORD_MAX_BYTES + 2)
      throw new Error(`${path} holds more than the ${PASSWORD_MAX_BYTES} bytes of a password`);
    const bytes = Buffer.alloc(stat.size);
    readSync(file, bytes, 0, bytes.length, 0);
    return checked(withoutLineEnd(bytes));
  } finally {
    closeSync(file);
  }
}

function withoutLineEnd(bytes: Buffer): Buffer {
  let end = bytes.length;
  if (end > 0 && bytes[end - 1] === 0x0a) end -= 1;
  if (end > 0 && bytes[end - 1] === 0x0d) end -= 1;
  return bytes.subarray(0, end);
}

function checked(password: Buffer): Buffer {
  if (password.length > PASSWORD_MAX_BYTES)
    throw new Error(`the password has more than ${PASSWORD_MAX_BYTES} bytes, which no IPMI 2.0 BMC takes`);
  return password;
}

const ENTER = new Set([0x0a, 0x0d]);
const END_OF_INPUT = 0x04;
const INTERRUPT = 0x03;
const ERASE = new Set([0x7f, 0x08]);

/** Asks on the terminal. Rejects when it is broken off. */
export function passwordFromPrompt(input: ReadStream, say: (text: string) => void): Promise<Buffer> {
  say('Password: ');
  const typed: number[] = [];
  input.setRawMode(true);
  return new Promise<Buffer>((resolve, reject) => {
    const end = (work: () => void): void => {
      input.setRawMode(false);
      input.pause();
      input.removeListener('data', onData);
      say('\n');
      work();
    };
    const onData = (data: Buffer): void => {
      for (const byte of data) {
        if (byte === INTERRUPT || byte === END_OF_INPUT) return end(() => reject(new Error('no password was given')));
        if (ENTER.has(byte)) {
          const password = Buffer.from(typed);
          typed.fill(0);
          if (password.length > PASSWORD_MAX_BYTES)
            return end(() => reject(new Error(`a password has at most ${PASSWORD_MAX_BYTES} bytes`)));
          return end(() => resolve(password));
        }
        if (ERASE.has(byte)) typed.pop();
        else typed.push(byte);
      }
    };
    input.on('data', onData);
    input.resume();
  });
}
