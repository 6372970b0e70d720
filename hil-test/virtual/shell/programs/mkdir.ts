// mkdir: directories, with -p those above as well.
// Must never complain about one that is there when -p was given.
import type { Program } from '../process.js';
import { eachFile } from './each-file.js';

export const mkdir: Program = (process) =>
  eachFile(process, "can't create directory", ({ flags, path }) => process.node.fs.mkdir(path, flags.includes('p')));
