// The file of a Unix socket: never in a place where others can put one of their own, never in the way of a process that still answers, and
// with its final mode and group before anyone can find it under its name.
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';

const DIRECTORY_MODE = 0o750;
const SOCKET_MODE = 0o660;
const ANSWER_MS = 1000;

export interface SocketFile {
  readonly path: string;
  /** Where to bind. */
  readonly draft: string;
  /** Puts what was bound in its place. */
  publish(): void;
  /** Takes back what was not published. */
  abandon(): void;
  remove(): void;
}

function groupId(name: string): number {
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name}:`));
  const gid = Number(line?.split(':')[2] ?? Number.NaN);
  if (!Number.isSafeInteger(gid)) throw new Error(`sockets.group: there is no group "${name}" on this machine`);
  return gid;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_MS, () => settle(true));
    socket.once('connect', () => settle(true));
    // Refused: nobody listens. Anything else (no permission, say) is no proof of that.
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code !== 'ECONNREFUSED'));
  });
}

async function assertFree(path: string): Promise<void> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isSocket()) throw new Error(`${path} is there and is not a socket: remove it or name another`);
  if (await answers(path)) throw new Error(`another process answers on the socket ${path}: end it first`);
}

function prepareDirectory(directory: string, gid: number | undefined): void {
  const created = mkdirSync(directory, { recursive: true, mode: DIRECTORY_MODE });
  if (created !== undefined) {
    chmodSync(directory, DIRECTORY_MODE);
    if (gid !== undefined) chownSync(directory, -1, gid);
  }
  const { mode } = lstatSync(directory);
  if ((mode & 0o002) !== 0) {
    throw new Error(`others may write to ${directory} and could put a socket of their own there: run chmod o-w on it`);
  }
}

export async function prepareSocket(path: string, group: string | undefined): Promise<SocketFile> {
  const gid = group === undefined ? undefined : groupId(group);
  prepareDirectory(dirname(path), gid);
  await assertFree(path);
  // Bound in a directory for us alone and moved: under its name the socket never has another mode. No longer than "look.sock".
  const nest = join(dirname(path), `.${randomBytes(3).toString('hex')}`);
  mkdirSync(nest, { mode: 0o700 });
  const draft = join(nest, 's');
  return {
    path,
    draft,
    publish() {
      chmodSync(draft, SOCKET_MODE);
      if (gid !== undefined) chownSync(draft, -1, gid);
      renameSync(draft, path);
      rmSync(nest, { recursive: true });
    },
    abandon() {
      rmSync(nest, { recursive: true, force: true });
    },
    remove() {
      if (lstatSync(path, { throwIfNoEntry: false })?.isSocket()) rmSync(path, { force: true });
    },
  };
}
