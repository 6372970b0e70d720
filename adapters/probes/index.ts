// Ways to ask whether a node serves. Public surface of this folder.
export { commandProbe } from './command.js';
export { httpProbe } from './http.js';
