// echo: its arguments, one blank between them; -n leaves the newline out.
// Must never interpret backslashes: scripts use printf for that.
import type { Program } from '../process.js';

export const echo: Program = async ({ argv, stdout }) => {
  const bare = argv[1] === '-n';
  await stdout.write(`${argv.slice(bare ? 2 : 1).join(' ')}${bare ? '' : '\n'}`);
  return 0;
};
