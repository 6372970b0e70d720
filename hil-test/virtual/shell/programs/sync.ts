// sync: nothing is held back on a modelled node, so there is nothing to do.
// Must never fail for files that exist.
import { complain, inside, type Program } from '../process.js';

export const sync: Program = (process) => {
  const missing = process.argv
    .slice(1)
    .find((arg) => !arg.startsWith('-') && process.node.fs.entry(inside(process, arg)) === undefined);
  return missing === undefined ? 0 : complain(process, `can't open '${missing}': No such file or directory`);
};
