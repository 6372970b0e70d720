// fw_printenv and fw_setenv: U-Boot's environment from Linux. `fw_setenv -s FILE` changes several variables in one write;
// two calls of fw_setenv are two writes, and a cut between them leaves the first. Must never lose a variable it was not told about.
import type { BootEnv } from '../../node/grub.js';
import { complain, inside, type Process, type Program } from '../process.js';
import { readAll } from '../streams.js';

const BAD_CRC = 'Cannot read environment, using default';

export const fwPrintenv: Program = async (process) => {
  const args = process.argv.slice(1);
  const bare = args[0] === '-n';
  const names = bare ? args.slice(1) : args;
  const env = process.node.bootEnv();
  if (env === undefined) await process.stderr.write(`${BAD_CRC}\n`);
  const known = env ?? process.node.bootEnvKind.factory;
  let status = 0;
  for (const name of names.length === 0 ? Object.keys(known) : names) {
    const value = known[name];
    if (value === undefined) {
      await process.stderr.write(`## Error: "${name}" not defined\n`);
      status = 1;
    } else {
      await process.stdout.write(bare ? `${value}\n` : `${name}=${value}\n`);
    }
  }
  return status;
};

export const fwSetenv: Program = async (process) => {
  const args = process.argv.slice(1);
  const script = args[0] === '-s' || args[0] === '--script' ? args[1] : undefined;
  const changes = script === undefined ? oneChange(args) : await scriptChanges(process, script);
  if (changes === undefined) return complain(process, 'usage: fw_setenv NAME [VALUE...] | -s FILE', 1);
  const env: BootEnv = { ...(process.node.bootEnv() ?? process.node.bootEnvKind.factory) };
  for (const [name, value] of changes) {
    if (value === '') delete env[name];
    else env[name] = value;
  }
  process.node.setBootEnv(env);
  return 0;
};

type Change = readonly [name: string, value: string];

function oneChange(args: readonly string[]): readonly Change[] | undefined {
  const [name, ...value] = args;
  return name === undefined || name.startsWith('-') ? undefined : [[name, value.join(' ')]];
}

async function scriptChanges(process: Process, file: string): Promise<readonly Change[] | undefined> {
  const bytes = file === '-' ? await readAll(process.stdin) : process.node.fs.read(inside(process, file));
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const changes = lines.map((line): Change | undefined => {
    const match = /^([^\s=]+)[\s=]*(.*)$/.exec(line);
    return match === null ? undefined : [match[1] as string, match[2] ?? ''];
  });
  return changes.every((change) => change !== undefined) ? changes : undefined;
}
