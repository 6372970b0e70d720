// Ways to ask whether a node serves, and what a service that keeps data says of it. Public surface of this folder.
// A probe only looks: it must never change what it looks at.
export { commandProbe } from './command.js';
export { commandData } from './data.js';
export { grpcProbe } from './grpc.js';
export { httpProbe } from './http.js';
export { tcpProbe } from './tcp.js';
