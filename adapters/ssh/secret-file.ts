// Reads a secret (private key, BMC password) from a file that nobody but its owner may read. Never says what is in it, in no message.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

const SECRET_MAX_BYTES = 64 * 1024;

export type Secret =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'unreadable'; readonly text: string };

/** `what` names the secret in messages: 'the SSH key of node n1'. The caller overwrites the bytes when it is done with them. */
export async function readSecretFile(path: string, what: string): Promise<Secret> {
  const no = (text: string): Secret => ({ kind: 'unreadable', text: `${what} cannot be used: ${path} ${text}` });
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    // Not blocking: a named pipe in its place must not hang the rack.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return no(`cannot be opened (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`);
  }
  try {
    // The mode of what was opened, not of the path: it can't be exchanged in between.
    const stat = await handle.stat();
    if (!stat.isFile()) return no('is not a file.');
    if ((stat.mode & 0o077) !== 0) {
      return no(`may be read by others (mode ${(stat.mode & 0o777).toString(8)}); make it so with: chmod 600 ${path}`);
    }
    if (stat.size === 0) return no('is empty.');
    if (stat.size > SECRET_MAX_BYTES) return no(`is larger than ${SECRET_MAX_BYTES} bytes.`);
    const bytes = Buffer.alloc(stat.size);
    const { bytesRead } = await handle.read(bytes, 0, stat.size, 0);
    if (bytesRead !== stat.size) return no('changed while it was being read.');
    return { kind: 'read', bytes };
  } catch (error) {
    return no(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`);
  } finally {
    await handle.close();
  }
}
