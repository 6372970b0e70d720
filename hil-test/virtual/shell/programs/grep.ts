// grep: lines that match; -q, -v, -c, -F, -E in any combination.
// Must never exit with 0 when nothing matched.
import { complain, inside, type Program } from '../process.js';
import { readAll } from '../streams.js';

export const grep: Program = async (process) => {
  const args = process.argv.slice(1);
  const flags = args.filter((arg) => /^-[qvcFEx]+$/.test(arg)).join('');
  const [pattern, file] = args.filter((arg) => !/^-[qvcFEx]+$/.test(arg));
  if (pattern === undefined) return complain(process, 'usage: grep [-qvcFE] PATTERN [FILE]', 2);
  const source = flags.includes('F') ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : pattern;
  const matcher = new RegExp(flags.includes('x') ? `^(?:${source})$` : source);
  const bytes = file === undefined ? await readAll(process.stdin) : process.node.fs.read(inside(process, file));
  const lines = bytes.toString('utf8').replace(/\n$/, '').split('\n');
  const found = lines.filter((line) => matcher.test(line) !== flags.includes('v'));
  if (flags.includes('c')) await process.stdout.write(`${found.length}\n`);
  else if (!flags.includes('q')) await process.stdout.write(found.map((line) => `${line}\n`).join(''));
  return found.length > 0 ? 0 : 1;
};
