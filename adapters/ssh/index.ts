// SSH to nodes, as the adapters use it. The only public file of this folder; ssh2 itself is imported nowhere else.
// Hands out no way round pinned host keys and quoting: nothing here takes a ready-made connection or a line of text.
export type { ExecResult, Ssh, SshTarget } from './contract.js';
export { openSsh } from './open-ssh.js';
export { pipeline, quote, sequence } from './shell-line.js';
