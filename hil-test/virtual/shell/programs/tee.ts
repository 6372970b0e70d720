// tee: its input to its output and to files.
// Must never swallow the error of a file: the exit code tells.
import { FsError } from '../../node/files.js';
import { complain, inside, type Program } from '../process.js';

export const tee: Program = async (process) => {
  const append = process.argv[1] === '-a';
  let status = 0;
  const writers = [];
  for (const file of process.argv.slice(append ? 2 : 1)) {
    try {
      writers.push(process.node.fs.open(inside(process, file), append ? 'append' : 'truncate'));
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
      status = await complain(process, `${file}: ${error.message}`);
    }
  }
  try {
    for (let chunk = await process.stdin.read(); chunk !== undefined; chunk = await process.stdin.read()) {
      await process.stdout.write(chunk);
      for (const writer of writers) await writer.write(chunk);
    }
  } finally {
    for (const writer of writers) writer.close();
  }
  return status;
};
