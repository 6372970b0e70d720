// farside-drain, farside-undrain, farside-drained: move the service's load away and back, and say where it is.
// The mark is on a tmpfs: a reboot takes it away, as it takes the load away. Must never write the ledger when nothing changed.
import { posix } from 'node:path';
import { DRAIN_MARK } from '../../node/rootfs.js';
import type { Program } from '../process.js';

export const drain: Program = ({ node }) => {
  if (node.isDrained()) return 0;
  node.fs.mkdir(posix.dirname(DRAIN_MARK), true);
  node.fs.writeFile(DRAIN_MARK, '');
  node.ledger.add({ what: 'drained' });
  node.changed();
  return 0;
};
export const undrain: Program = ({ node }) => {
  if (!node.isDrained()) return 0;
  node.fs.remove(DRAIN_MARK);
  node.ledger.add({ what: 'undrained' });
  node.changed();
  return 0;
};
/** 0: drained, 1: loaded. */
export const drained: Program = async ({ node, stdout }) => {
  await stdout.write(node.isDrained() ? 'drained\n' : 'loaded\n');
  return node.isDrained() ? 0 : 1;
};
