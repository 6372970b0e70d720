// Ways to ask whether a node serves. Public surface of this folder.
export { type CommandProbeOptions, commandProbe } from './command.js';
export { type HttpProbeOptions, httpProbe } from './http.js';
