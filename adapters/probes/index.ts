// Ways to ask whether a node serves. Public surface of this folder.
// A probe only looks: it must never change what it looks at.
export { commandProbe } from './command.js';
export { httpProbe } from './http.js';
