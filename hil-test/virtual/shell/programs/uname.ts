// uname: what kernel this is. Real-time nodes say PREEMPT_RT, as theirs do.
// Must never depend on the machine that the model runs on.
import type { Program } from '../process.js';

export const uname: Program = async ({ argv, node, stdout }) => {
  const realTime = node.platform === 'uboot-env';
  const fields: Readonly<Record<string, string>> = {
    s: 'Linux',
    n: node.id,
    r: realTime ? '6.1.0-virtual-rt' : '6.1.0-virtual',
    v: realTime ? '#1 SMP PREEMPT_RT' : '#1 SMP PREEMPT_DYNAMIC',
    m: 'x86_64',
  };
  const asked = (argv[1] ?? '-s').replace(/^-/, '').replace('a', 'snrvm');
  await stdout.write(`${[...asked].map((flag) => fields[flag] ?? 'unknown').join(' ')}\n`);
  return 0;
};
