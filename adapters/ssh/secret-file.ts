// Reads a secret (private key, BMC password) from a file that nobody but its owner may read. Never says what is in it, in no message.
// Synchronous, because a BMC session asks for its password while it is being opened; the file is small and local.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const SECRET_MAX_BYTES = 64 * 1024;

export type Secret =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'unreadable'; readonly text: string };

/** `what` names the secret in messages: 'the SSH key of node n1'. The caller overwrites the bytes when it is done with them. */
export function readSecretFile(path: string, what: string): Secret {
  const no = (text: string): Secret => ({ kind: 'unreadable', text: `${what} cannot be used: ${path} ${text}` });
  let file: number;
  try {
    // Not blocking: a named pipe in its place must not hang the rack.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return no(`cannot be opened (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`);
  }
  try {
    // The mode of what was opened, not of the path: it can't be exchanged in between.
    const stat = fstatSync(file);
    if (!stat.isFile()) return no('is not a file.');
    if ((stat.mode & 0o077) !== 0) {
      return no(`may be read by others (mode ${(stat.mode & 0o777).toString(8)}); close it with: chmod 600 ${path}`);
    }
    if (stat.size === 0) return no('is empty.');
    if (stat.size > SECRET_MAX_BYTES) return no(`is larger than ${SECRET_MAX_BYTES} bytes.`);
    const bytes = Buffer.alloc(stat.size);
    if (readSync(file, bytes, 0, stat.size, 0) !== stat.size) return no('changed while it was being read.');
    return { kind: 'read', bytes };
  } catch (error) {
    return no(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`);
  } finally {
    closeSync(file);
  }
}
