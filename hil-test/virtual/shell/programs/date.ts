// date: the node's wall clock, UTC, in the formats that scripts ask for.
// Must never show the rack's clock where the node's differs.
import { complain, type Program } from '../process.js';

const two = (value: number): string => String(value).padStart(2, '0');
const FIELDS: Readonly<Record<string, (at: Date) => string>> = {
  s: (at) => String(Math.floor(at.getTime() / 1000)),
  N: (at) => `${String(at.getTime() % 1000).padStart(3, '0')}000000`,
  Y: (at) => String(at.getUTCFullYear()),
  m: (at) => two(at.getUTCMonth() + 1),
  d: (at) => two(at.getUTCDate()),
  H: (at) => two(at.getUTCHours()),
  M: (at) => two(at.getUTCMinutes()),
  S: (at) => two(at.getUTCSeconds()),
  F: (at) => at.toISOString().slice(0, 10),
  T: (at) => at.toISOString().slice(11, 19),
  z: () => '+0000',
  Z: () => 'UTC',
  '%': () => '%',
};

export const date: Program = async (process) => {
  const args = process.argv.slice(1).filter((arg) => arg !== '-u');
  const at = new Date(process.node.wallMs());
  const [format] = args;
  if (args.length > 1) return complain(process, 'too many arguments');
  if (format === '-Iseconds') {
    await process.stdout.write(`${at.toISOString().slice(0, 19)}+00:00\n`);
    return 0;
  }
  if (format !== undefined && !format.startsWith('+')) return complain(process, `invalid date '${format}'`);
  const wanted = format?.slice(1) ?? '%F %T %Z';
  await process.stdout.write(`${wanted.replace(/%(.)/g, (text, field: string) => FIELDS[field]?.(at) ?? text)}\n`);
  return 0;
};
