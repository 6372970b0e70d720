// The shape that mkdir, rm and touch share: flags first, then files, each with its own error, the exit code for all.
// Must never stop at the first file that fails.
import { FsError } from '../../node/files.js';
import { complain, inside, type Process } from '../process.js';

export async function eachFile(
  process: Process,
  trouble: string,
  run: (file: { readonly flags: string; readonly path: string }) => void,
): Promise<number> {
  const args = process.argv.slice(1);
  const flags = args.filter((arg) => arg.startsWith('-')).join('');
  const files = args.filter((arg) => !arg.startsWith('-'));
  if (files.length === 0 && !flags.includes('f')) return complain(process, 'missing operand');
  let status = 0;
  for (const file of files) {
    try {
      run({ flags, path: inside(process, file) });
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
      status = await complain(process, `${trouble} '${file}': ${error.message}`);
    }
  }
  return status;
}
