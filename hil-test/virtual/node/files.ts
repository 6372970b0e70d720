// A small file system in memory with the edges that matter: a read-only root, disks that fill up, tmpfs that a reboot empties, devices.
// Errors carry the text that coreutils would print. Must never touch the real file system.
import { posix } from 'node:path';

const ERRORS = {
  ENOENT: 'No such file or directory',
  ENOSPC: 'No space left on device',
  EROFS: 'Read-only file system',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EEXIST: 'File exists',
  EACCES: 'Permission denied',
  EIO: 'Input/output error',
} as const;

export class FsError extends Error {
  readonly code: keyof typeof ERRORS;
  constructor(code: keyof typeof ERRORS, during?: string) {
    super(during === undefined ? ERRORS[code] : `${during}: ${ERRORS[code]}`);
    this.code = code;
  }
}

export interface Writer {
  write(data: Buffer): Promise<void>;
  close(): void;
}

export type Entry =
  | { readonly kind: 'dir' }
  | { readonly kind: 'file'; chunks: Buffer[]; size: number }
  /** Made up at every read, as in /proc. */
  | { readonly kind: 'generated'; readonly read: () => string; readonly written?: (text: string) => void }
  | { readonly kind: 'device'; readonly read: () => Buffer; readonly open: (offset: number) => Writer };

export interface Mount {
  readonly at: string;
  readonly device: string;
  readonly capacity: number;
  readonly kind: 'disk' | 'tmpfs' | 'read-only';
}

export class FileSystem {
  readonly #entries = new Map<string, Entry>([['/', { kind: 'dir' }]]);
  readonly mounts: readonly Mount[];
  /** A fault: mounts on which nothing more can be written. */
  readonly isFull: (mount: Mount) => boolean;

  constructor(mounts: readonly Mount[], isFull: (mount: Mount) => boolean) {
    this.mounts = mounts;
    this.isFull = isFull;
    for (const mount of mounts) this.plantDir(mount.at);
  }

  /** Puts an entry in place as the image's builder would: neither read-only nor full counts. */
  plant(path: string, entry: Entry | string | Buffer): void {
    this.plantDir(posix.dirname(path));
    if (typeof entry !== 'string' && !Buffer.isBuffer(entry)) {
      this.#entries.set(path, entry);
      return;
    }
    const data = Buffer.from(entry as Buffer);
    this.#entries.set(path, { kind: 'file', chunks: [data], size: data.length });
  }
  plantDir(path: string): void {
    for (let dir = path; !this.#entries.has(dir); dir = posix.dirname(dir)) this.#entries.set(dir, { kind: 'dir' });
  }

  entry(path: string): Entry | undefined {
    return this.#entries.get(path);
  }
  mountOf(path: string): Mount {
    const holds = (mount: Mount): boolean => mount.at === '/' || path === mount.at || path.startsWith(`${mount.at}/`);
    const found = this.mounts.filter(holds).sort((a, b) => b.at.length - a.at.length)[0];
    if (found === undefined) throw new FsError('ENOENT');
    return found;
  }
  used(mount: Mount): number {
    let sum = 0;
    for (const [path, entry] of this.#entries)
      if (entry.kind === 'file' && this.mountOf(path) === mount) sum += entry.size;
    return sum;
  }
  free(mount: Mount): number {
    return this.isFull(mount) ? 0 : Math.max(0, mount.capacity - this.used(mount));
  }

  read(path: string): Buffer {
    const entry = this.#entries.get(path);
    if (entry === undefined) throw new FsError('ENOENT');
    switch (entry.kind) {
      case 'dir':
        throw new FsError('EISDIR');
      case 'generated':
        return Buffer.from(entry.read());
      case 'device':
        return entry.read();
      case 'file': {
        const whole = entry.chunks.length === 1 ? (entry.chunks[0] as Buffer) : Buffer.concat(entry.chunks);
        entry.chunks = [whole];
        return whole;
      }
    }
  }

  /** `truncate` and `append` as in a shell; `keep` writes over the bytes from `offset` on, as dd conv=notrunc. */
  open(path: string, mode: 'truncate' | 'append' | 'keep', offset = 0): Writer {
    const found = this.#entries.get(path);
    if (found?.kind === 'dir') throw new FsError('EISDIR');
    if (found?.kind === 'device') return found.open(offset);
    if (found?.kind === 'generated') return this.#openGenerated(found.written);
    const mount = this.#writable(path);
    const parent = this.#entries.get(posix.dirname(path));
    if (parent === undefined) throw new FsError('ENOENT');
    if (parent.kind !== 'dir') throw new FsError('ENOTDIR');
    const file = found ?? { kind: 'file' as const, chunks: [], size: 0 };
    this.#entries.set(path, file);
    if (mode === 'truncate') {
      file.chunks = [];
      file.size = 0;
    }
    let at = mode === 'append' ? file.size : offset;
    return {
      write: (data) => {
        const grows = Math.max(0, at + data.length - file.size);
        if (this.isFull(mount) || grows > this.free(mount)) return Promise.reject(new FsError('ENOSPC'));
        this.#put(file, at, data);
        at += data.length;
        return Promise.resolve();
      },
      close: () => {},
    };
  }

  writeFile(path: string, data: string | Buffer): void {
    const bytes = Buffer.from(data as Buffer);
    const mount = this.#writable(path);
    const old = this.#entries.get(path);
    const before = old?.kind === 'file' ? old.size : 0;
    if (this.#entries.get(posix.dirname(path))?.kind !== 'dir') throw new FsError('ENOENT');
    if (this.isFull(mount) || bytes.length - before > this.free(mount)) throw new FsError('ENOSPC');
    this.#entries.set(path, { kind: 'file', chunks: [bytes], size: bytes.length });
  }

  mkdir(path: string, parents: boolean): void {
    const found = this.#entries.get(path);
    if (found?.kind === 'dir' && parents) return;
    if (found !== undefined) throw new FsError('EEXIST');
    const above = posix.dirname(path);
    if (parents && !this.#entries.has(above)) this.mkdir(above, true);
    if (this.#entries.get(above)?.kind !== 'dir') throw new FsError(this.#entries.has(above) ? 'ENOTDIR' : 'ENOENT');
    this.#writable(path);
    this.#entries.set(path, { kind: 'dir' });
  }

  remove(path: string): void {
    if (!this.#entries.has(path)) throw new FsError('ENOENT');
    this.#writable(path);
    for (const key of [...this.#entries.keys()])
      if (key === path || key.startsWith(`${path}/`)) this.#entries.delete(key);
  }

  rename(from: string, to: string): void {
    const found = this.#entries.get(from);
    if (found === undefined) throw new FsError('ENOENT');
    if (found.kind !== 'file') throw new FsError('EACCES');
    const target = this.#entries.get(to)?.kind === 'dir' ? posix.join(to, posix.basename(from)) : to;
    this.#writable(from);
    this.#writable(target);
    if (this.#entries.get(posix.dirname(target))?.kind !== 'dir') throw new FsError('ENOENT');
    this.#entries.delete(from);
    this.#entries.set(target, found);
  }

  list(path: string): string[] {
    const prefix = path === '/' ? '/' : `${path}/`;
    const names = [...this.#entries.keys()].filter((key) => key !== '/' && key.startsWith(prefix));
    return names
      .map((key) => key.slice(prefix.length))
      .filter((name) => !name.includes('/'))
      .sort();
  }

  /** What a restart does to memory. */
  clearVolatile(): void {
    for (const mount of this.mounts) {
      if (mount.kind !== 'tmpfs') continue;
      for (const key of [...this.#entries.keys()]) if (key.startsWith(`${mount.at}/`)) this.#entries.delete(key);
    }
  }

  #writable(path: string): Mount {
    const mount = this.mountOf(path);
    if (mount.kind === 'read-only') throw new FsError('EROFS');
    return mount;
  }

  #put(file: Extract<Entry, { kind: 'file' }>, at: number, data: Buffer): void {
    if (at === file.size) {
      file.chunks.push(Buffer.from(data));
      file.size += data.length;
      return;
    }
    const old = Buffer.concat(file.chunks);
    const whole = Buffer.alloc(Math.max(file.size, at + data.length));
    old.copy(whole);
    data.copy(whole, at);
    file.chunks = [whole];
    file.size = whole.length;
  }

  #openGenerated(written: ((text: string) => void) | undefined): Writer {
    if (written === undefined) throw new FsError('EACCES');
    return {
      write: (data) => {
        written(data.toString('utf8'));
        return Promise.resolve();
      },
      close: () => {},
    };
  }
}
