// ls: names, one a line; -l adds kind and size.
// Must never list what is not there.
import { complain, inside, type Program } from '../process.js';

export const ls: Program = async (process) => {
  const { fs } = process.node;
  const args = process.argv.slice(1);
  const long = args.some((arg) => /^-\w*l/.test(arg));
  const files = args.filter((arg) => !arg.startsWith('-'));
  let status = 0;
  for (const file of files.length === 0 ? ['.'] : files) {
    const path = inside(process, file);
    const entry = fs.entry(path);
    if (entry === undefined) {
      status = await complain(process, `${file}: No such file or directory`);
      continue;
    }
    const names = entry.kind === 'dir' ? fs.list(path) : [file];
    for (const name of names) {
      const found = entry.kind === 'dir' ? fs.entry(path === '/' ? `/${name}` : `${path}/${name}`) : entry;
      const size = found?.kind === 'file' ? found.size : 0;
      const kind = found?.kind === 'dir' ? 'drwxr-xr-x' : found?.kind === 'device' ? 'brw-------' : '-rw-r--r--';
      await process.stdout.write(long ? `${kind} 1 root root ${String(size).padStart(10)} ${name}\n` : `${name}\n`);
    }
  }
  return status;
};
