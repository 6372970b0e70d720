// grub-editenv FILE list|set|unset: RAUC's boot state on nodes with GRUB. One call changes all the variables it names, or none.
// Must never repair a damaged block: it says so and fails, as the real one does.
import { FsError } from '../../node/files.js';
import { decodeGrubEnv } from '../../node/grub.js';
import { inside, type Program } from '../process.js';

const REAL = '/usr/bin/grub-editenv.real';
const USAGE = `Usage: ${REAL} [OPTION...] FILENAME COMMAND\nTry '${REAL} --help' or '${REAL}\n--usage' for more information.\n`;

export const grubEditenv: Program = async (process) => {
  const [file, command, ...args] = process.argv.slice(1);
  if (file === undefined || command === undefined || !['list', 'set', 'unset'].includes(command)) {
    await process.stderr.write(`Unknown command \`${command ?? file ?? ''}'.\n${USAGE}`);
    return 1;
  }
  const path = inside(process, file);
  const error = async (text: string): Promise<number> => {
    await process.stderr.write(`${REAL}: error: ${text}.\n`);
    return 1;
  };
  const { fs } = process.node;
  if (fs.entry(path)?.kind !== 'file') return error(`cannot open \`${file}.new': Read-only file system`);
  const env = decodeGrubEnv(fs.read(path));
  if (env === undefined) return error('invalid environment block');
  if (command === 'list') {
    await process.stdout.write(
      Object.entries(env)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    return 0;
  }
  for (const arg of args) {
    const equals = arg.indexOf('=');
    if (command === 'unset') delete env[arg];
    else if (equals <= 0) return error(`invalid parameter ${arg}`);
    else env[arg.slice(0, equals)] = arg.slice(equals + 1);
  }
  try {
    process.node.setBootEnv(env, path);
  } catch (problem) {
    if (problem instanceof RangeError) return error('environment block too small');
    if (problem instanceof FsError) return error(`cannot open \`${file}.new': ${problem.message}`);
    throw problem;
  }
  return 0;
};
