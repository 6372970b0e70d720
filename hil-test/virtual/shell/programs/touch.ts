// touch: makes an empty file where there is none.
// Must never change what is in a file.
import type { Program } from '../process.js';
import { eachFile } from './each-file.js';

export const touch: Program = (process) =>
  eachFile(process, 'cannot touch', ({ path }) => process.node.fs.open(path, 'append').close());
