// What a program on a node gets and gives: arguments, three streams, the node beneath it; an exit code.
// Must never reach outside the node: no real files, no real processes.
import { posix } from 'node:path';
import type { NodeModel } from '../node/node.js';
import type { ByteSink, ByteSource } from './streams.js';

export interface Process {
  /** argv[0] is the program's name. */
  readonly argv: readonly string[];
  readonly node: NodeModel;
  readonly cwd: string;
  readonly stdin: ByteSource;
  readonly stdout: ByteSink;
  readonly stderr: ByteSink;
  /** Aborted when the login or the boot it runs on ends. */
  readonly signal: AbortSignal;
}

export type Program = (process: Process) => number | Promise<number>;

export const inside = (process: Process, path: string): string => posix.resolve(process.cwd, path);

/** Says what is wrong as coreutils do, and fails. */
export async function complain(process: Process, text: string, status = 1): Promise<number> {
  await process.stderr.write(`${process.argv[0]}: ${text}\n`);
  return status;
}
