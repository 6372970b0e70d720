// farside-data: what a service that keeps data says of itself, as one line of JSON. It tells what the model's `data` says, and nothing while
// the service is not running. Must never tell of data that a node model does not keep.
import { fail } from './true.js';
import type { Program } from '../process.js';

export const dataState: Program = async (process) => {
  const { node, stdout } = process;
  if (node.data === undefined || node.isDrained()) return fail(process);
  await stdout.write(`${JSON.stringify(node.data)}\n`);
  return 0;
};
