// wc -c and -l: bytes or lines of a file or of its input.
// Must never count anything twice.
import { complain, inside, type Program } from '../process.js';
import { readAll } from '../streams.js';

export const wc: Program = async (process) => {
  const [flag, file] = process.argv.slice(1);
  if (flag !== '-c' && flag !== '-l') return complain(process, 'only wc -c and wc -l are offered', 2);
  const bytes = file === undefined ? await readAll(process.stdin) : process.node.fs.read(inside(process, file));
  const count = flag === '-c' ? bytes.length : bytes.filter((byte) => byte === 0x0a).length;
  await process.stdout.write(`${count}${file === undefined ? '' : ` ${file}`}\n`);
  return 0;
};
