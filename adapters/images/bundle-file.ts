// The bundle file of a manifest: is it there, and is it the one that was signed? It only reads. Its size is held against the manifest
// before a byte is hashed (endless data), and links are not followed: the name must be the file.
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { ImageFacts } from '#safety/vocabulary/facts.js';

export interface Expected {
  readonly sha256: string;
  readonly size: number;
}

/** Hashes kept for lists, by what identifies a file's state. A flipped bit changes none of that: only `fresh` sees it (SAF-8). */
export class HashCache {
  private readonly kept = new Map<string, { readonly state: string; readonly sha256: string }>();

  get(path: string, state: string): string | undefined {
    const found = this.kept.get(path);
    return found?.state === state ? found.sha256 : undefined;
  }
  set(path: string, state: string, sha256: string): void {
    this.kept.set(path, { state, sha256 });
  }
  keepOnly(paths: ReadonlySet<string>): void {
    for (const path of this.kept.keys()) if (!paths.has(path)) this.kept.delete(path);
  }
}

export async function checkBundle(
  path: string,
  expected: Expected,
  cache: HashCache,
  how: 'fresh' | 'may-be-kept',
): Promise<ImageFacts['file']> {
  let handle: FileHandle;
  try {
    // Not blocking, so that a named pipe in place of the file cannot hold us up.
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'differs';
  }
  try {
    const stat = await handle.stat({ bigint: true });
    if (!stat.isFile() || stat.size !== BigInt(expected.size)) return 'differs';
    const state = `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`;
    const kept = how === 'may-be-kept' ? cache.get(path, state) : undefined;
    const sha256 = kept ?? (await hash(handle, expected.size));
    if (sha256 === undefined) return 'differs';
    cache.set(path, state, sha256);
    return sha256 === expected.sha256 ? 'matches' : 'differs';
  } catch {
    // A medium that cannot be read holds nothing that could be installed.
    return 'differs';
  } finally {
    await handle.close();
  }
}

const CHUNK_BYTES = 1024 * 1024;

/** Exactly `size` bytes; `undefined` when the file ends before. What is appended while it is read is not read. */
async function hash(handle: FileHandle, size: number): Promise<string | undefined> {
  const digest = createHash('sha256');
  const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size));
  for (let at = 0; at < size; ) {
    const { bytesRead } = await handle.read(chunk, 0, Math.min(chunk.length, size - at), at);
    if (bytesRead === 0) return undefined;
    digest.update(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
  return digest.digest('hex');
}
