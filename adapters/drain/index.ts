// Ways to move a node's load away and back. Public surface of this folder.
export { commandDrain } from './command.js';
export { noDrain } from './none.js';
