// df: how full the node's disks are, in 1 KiB blocks (-B1: bytes); --output=avail as GNU's.
// Must never show room that a write would not get.
import { complain, inside, type Program } from '../process.js';

const NAME_WIDTH = 20;

export const df: Program = async (process) => {
  const { fs } = process.node;
  const args = process.argv.slice(1);
  const unit = args.includes('-B1') ? 1 : 1024;
  const avail = args.includes('--output=avail');
  const paths = args.filter((arg) => !arg.startsWith('-')).map((arg) => inside(process, arg));
  const missing = paths.find((path) => fs.entry(path) === undefined);
  if (missing !== undefined) return complain(process, `${missing}: can't find mount point`);
  const mounts = paths.length === 0 ? fs.mounts : paths.map((path) => fs.mountOf(path));
  const lines = mounts.map((mount) => {
    const free = fs.free(mount);
    if (avail) return String(Math.floor(free / unit)).padStart(9);
    const used = mount.capacity - free;
    const percent = `${Math.ceil((used / mount.capacity) * 100)}%`;
    const numbers = [mount.capacity, used, free].map((bytes) => String(Math.floor(bytes / unit)).padStart(10));
    return `${mount.device.padEnd(NAME_WIDTH)}${numbers.join('')} ${percent.padStart(4)} ${mount.at}`;
  });
  const title = avail
    ? '    Avail'
    : `${'Filesystem'.padEnd(NAME_WIDTH)} ${unit === 1 ? '1B' : '1K'}-blocks      Used Available Use% Mounted on`;
  await process.stdout.write(`${[title, ...lines].join('\n')}\n`);
  return 0;
};
