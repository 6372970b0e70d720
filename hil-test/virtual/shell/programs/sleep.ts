// sleep: model time passes.
// Must never outlast the login or the boot it runs on.
import { complain, type Program } from '../process.js';

export const sleep: Program = async (process) => {
  const seconds = Number(process.argv[1]);
  if (!(seconds >= 0)) return complain(process, `invalid number '${process.argv[1] ?? ''}'`);
  await process.node.sleep(seconds * 1000, process.signal);
  return 0;
};
