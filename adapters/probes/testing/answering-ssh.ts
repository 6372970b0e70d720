// An SSH that gives every command the same answer, for tests of what probes make of it. The real one is tested in ssh/.
import type { ExecResult, Ssh } from '../../ssh/index.js';

export const answering = (result: ExecResult): Ssh => ({
  exec: async () => result,
  shell: async () => result,
  pipe: async () => result,
  close: async () => {},
});

export const SIGNALLED: ExecResult = {
  kind: 'signalled',
  signal: 'SIGSEGV',
  stdout: Buffer.alloc(0),
  stderr: Buffer.alloc(0),
};
