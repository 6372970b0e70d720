// blockdev --getsize64: how large a slot's device is; --flushbufs has nothing to flush.
// Must never answer for anything but a block device.
import { complain, inside, type Program } from '../process.js';

export const blockdev: Program = async (process) => {
  const [what, device = ''] = process.argv.slice(1);
  const entry = process.node.fs.entry(inside(process, device));
  if (entry?.kind !== 'device') return complain(process, `${device}: not a block device`);
  if (what === '--flushbufs') return 0;
  if (what !== '--getsize64') return complain(process, `unknown command ${what ?? ''}`);
  await process.stdout.write(`${entry.read().length}\n`);
  return 0;
};
