// mv and cp: one file to another name or into a directory.
// Must never leave a half-copied target without saying so.
import { posix } from 'node:path';
import { FsError } from '../../node/files.js';
import { complain, inside, type Process, type Program } from '../process.js';

function twoPaths(process: Process): [string, string] | undefined {
  const [from, to, more] = process.argv.slice(1).filter((arg) => !arg.startsWith('-'));
  return from === undefined || to === undefined || more !== undefined
    ? undefined
    : [inside(process, from), inside(process, to)];
}

export const mv: Program = (process) => {
  const paths = twoPaths(process);
  if (paths === undefined) return complain(process, 'usage: mv [-f] SOURCE DEST', 2);
  process.node.fs.rename(...paths);
  return 0;
};

export const cp: Program = async (process) => {
  const paths = twoPaths(process);
  if (paths === undefined) return complain(process, 'usage: cp SOURCE DEST', 2);
  const { fs } = process.node;
  const [from, to] = paths;
  const bytes = fs.read(from);
  const writer = fs.open(fs.entry(to)?.kind === 'dir' ? posix.join(to, posix.basename(from)) : to, 'truncate');
  try {
    await writer.write(bytes);
  } catch (error) {
    if (error instanceof FsError) return complain(process, `error writing '${to}': ${error.message}`);
    throw error;
  } finally {
    writer.close();
  }
  return 0;
};
