// rm and rmdir: files away; directories only with -r.
// Must never complain about a missing file when -f was given.
import { FsError } from '../../node/files.js';
import type { Program } from '../process.js';
import { eachFile } from './each-file.js';

export const rm: Program = (process) =>
  eachFile(process, "can't remove", ({ flags, path }) => {
    const entry = process.node.fs.entry(path);
    if (entry === undefined && flags.includes('f')) return;
    if (entry?.kind === 'dir' && !flags.includes('r')) throw new FsError('EISDIR');
    process.node.fs.remove(path);
  });
