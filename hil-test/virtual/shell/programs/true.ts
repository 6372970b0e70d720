// true and false: an exit code and nothing else.
// Must never read or write anything.
import type { Program } from '../process.js';

export const succeed: Program = () => 0;
export const fail: Program = () => 1;
