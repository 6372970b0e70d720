// reboot and poweroff: the order is taken at once, the shutdown takes its time.
// Must never claim more than that the order was taken.
import type { Program } from '../process.js';

export const reboot: Program = ({ node }) => {
  node.shutDown('reboot');
  return 0;
};
export const poweroff: Program = ({ node }) => {
  node.shutDown('poweroff');
  return 0;
};
