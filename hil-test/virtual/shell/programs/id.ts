// id, whoami, hostname: who is logged in where. There is one account on a modelled node: root.
// Must never name an account that cannot log in.
import type { Program } from '../process.js';

export const id: Program = async ({ argv, stdout }) => {
  const flags = argv[1] ?? '';
  const number = flags.includes('n') ? 'root' : '0';
  await stdout.write(
    flags.includes('u') || flags.includes('g') ? `${number}\n` : 'uid=0(root) gid=0(root) groups=0(root)\n',
  );
  return 0;
};
export const hostname: Program = async ({ node, stdout }) => {
  await stdout.write(`${node.id}\n`);
  return 0;
};
