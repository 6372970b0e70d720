// stat -c FORMAT: size, kind, name.
// Must never answer for a file that is not there.
import type { Entry } from '../../node/files.js';
import { complain, inside, type Program } from '../process.js';

const KINDS: Readonly<Record<Entry['kind'], string>> = {
  file: 'regular file',
  dir: 'directory',
  device: 'block special file',
  generated: 'regular empty file',
};

export const stat: Program = async (process) => {
  const args = process.argv.slice(1).filter((arg) => arg !== '-L');
  if (args[0] !== '-c' || args[1] === undefined) return complain(process, 'only stat -c FORMAT FILE... is offered', 2);
  let status = 0;
  for (const file of args.slice(2)) {
    const entry = process.node.fs.entry(inside(process, file));
    if (entry === undefined) {
      status = await complain(process, `can't stat '${file}': No such file or directory`);
      continue;
    }
    const size = entry.kind === 'file' ? entry.size : 0;
    const fields: Readonly<Record<string, string>> = {
      s: String(size),
      F: KINDS[entry.kind],
      n: file,
      a: entry.kind === 'dir' ? '755' : '644',
      u: '0',
      g: '0',
    };
    await process.stdout.write(`${args[1].replace(/%(.)/g, (text, field: string) => fields[field] ?? text)}\n`);
  }
  return status;
};
