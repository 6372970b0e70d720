// The peers of the benchmark in a thread of their own, so that what they cost is not taken for what the client costs.
// Must never end by itself: who started it ends it.
import { parentPort } from 'node:worker_threads';
import { startPeers } from './neighbours-peers.js';

const { ports } = await startPeers();
parentPort?.postMessage(ports);
