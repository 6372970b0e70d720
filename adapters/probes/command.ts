// Asks a node itself whether it serves: a command over SSH that exits with 0. Everything else is failing, in words.
// Must never be given a command that changes the node: it needs no clearance and runs every few seconds.
import { said } from '../foreign-text/one-line.js';
import type { Probe, ProbeAnswer } from '../ports/services.js';
import type { Ssh } from '../ssh/index.js';

const OUTPUT_MAX_BYTES = 64 * 1024;

export interface CommandProbeOptions {
  readonly ssh: Ssh;
  readonly argv: readonly string[];
  readonly deadlineMs: number;
}

export function commandProbe({ ssh, argv, deadlineMs }: CommandProbeOptions): Probe {
  return {
    source: 'ssh',
    look: async (): Promise<ProbeAnswer> => {
      const result = await ssh.exec(argv, { deadlineMs, outputMaxBytes: OUTPUT_MAX_BYTES });
      switch (result.kind) {
        case 'exited':
          if (result.code === 0) return { kind: 'serving' };
          return { kind: 'failing', text: `${argv[0]} exited with ${result.code}${said(result.stderr)}` };
        case 'signalled':
          return { kind: 'failing', text: `${argv[0]} was ended by ${result.signal}${said(result.stderr)}` };
        case 'silent':
        case 'strange':
        case 'unknown':
          return { kind: 'failing', text: result.text };
      }
    },
  };
}
