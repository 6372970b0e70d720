// cat: files, or its input, passed on piece by piece.
// Must never collect a stream before passing it on: images of any size go through here.
import { FsError } from '../../node/files.js';
import { inside, type Program } from '../process.js';

export const cat: Program = async (process) => {
  const files = process.argv.slice(1);
  let status = 0;
  for (const file of files.length === 0 ? ['-'] : files) {
    if (file === '-') {
      for (let chunk = await process.stdin.read(); chunk !== undefined; chunk = await process.stdin.read())
        await write(process, chunk);
      continue;
    }
    let bytes: Buffer;
    try {
      bytes = process.node.fs.read(inside(process, file));
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
      await process.stderr.write(`cat: can't open '${file}': ${error.message}\n`);
      status = 1;
      continue;
    }
    await write(process, bytes);
  }
  return status;
};

async function write(process: Parameters<Program>[0], chunk: Buffer): Promise<void> {
  try {
    await process.stdout.write(chunk);
  } catch (error) {
    throw error instanceof FsError ? new FsError(error.code, 'write error') : error;
  }
}
