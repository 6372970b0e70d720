// sha256sum: the hash of files or of its input.
// Must never hash anything but the bytes as they are now.
import { createHash } from 'node:crypto';
import { FsError } from '../../node/files.js';
import { complain, inside, type Program } from '../process.js';

export const sha256sum: Program = async (process) => {
  const files = process.argv.slice(1).filter((arg) => arg !== '-b');
  let status = 0;
  for (const file of files.length === 0 ? ['-'] : files) {
    const hash = createHash('sha256');
    try {
      if (file === '-')
        for (let chunk = await process.stdin.read(); chunk !== undefined; chunk = await process.stdin.read())
          hash.update(chunk);
      else hash.update(process.node.fs.read(inside(process, file)));
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
      status = await complain(process, `${file}: ${error.message}`);
      continue;
    }
    await process.stdout.write(`${hash.digest('hex')}  ${file}\n`);
  }
  return status;
};
