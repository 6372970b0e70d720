// Asks a service that keeps data, by a command over SSH that prints one line of JSON: its role, whether its replica is in sync, and the age of
// its backup. Must never be given a command that changes the node, and never takes half an answer for one: what is not told is not known.
import { z } from 'zod';
import type { DataView } from '#safety/vocabulary/evidence.js';
import { parseJson } from '../foreign-text/json.js';
import { said } from '../foreign-text/one-line.js';
import type { Look } from '../ports/platform.js';
import type { DataProbe } from '../ports/services.js';
import type { Ssh } from '../ssh/index.js';

const OUTPUT_MAX_BYTES = 4 * 1024;

/** `backupAgeSeconds`: left out where there is no backup. */
const report = z.object({
  role: z.enum(['leader', 'follower']),
  replica: z.enum(['in-sync', 'behind']),
  backupAgeSeconds: z.number().min(0).max(1e10).optional(),
});

export interface CommandDataOptions {
  readonly node: string;
  readonly ssh: Ssh;
  readonly argv: readonly string[];
  readonly deadlineMs: number;
}

export function commandData({ node, ssh, argv, deadlineMs }: CommandDataOptions): DataProbe {
  return {
    look: async (): Promise<Look<DataView>> => {
      const result = await ssh.exec(argv, { deadlineMs, outputMaxBytes: OUTPUT_MAX_BYTES });
      switch (result.kind) {
        case 'exited': {
          if (result.code === 0) return read(node, argv[0] ?? '', result.stdout);
          return {
            kind: 'strange',
            text: `${argv[0]} on node ${node} exited with ${result.code}${said(result.stderr)}.`,
          };
        }
        case 'signalled':
          return { kind: 'strange', text: `${argv[0]} on node ${node} was ended by ${result.signal}.` };
        case 'strange':
          return { kind: 'strange', text: result.text };
        // It changes nothing: whether it ran does not matter, only that nothing was heard.
        case 'silent':
        case 'unknown':
          return { kind: 'silent', text: result.text };
      }
    },
  };
}

function read(node: string, program: string, stdout: Buffer): Look<DataView> {
  const parsed = report.safeParse(parseJson(stdout.toString('utf8')));
  if (!parsed.success) {
    const wanted = '{"role":"leader"|"follower","replica":"in-sync"|"behind","backupAgeSeconds":number}';
    return { kind: 'strange', text: `${program} on node ${node} must print ${wanted}; it did not.` };
  }
  const { role, replica, backupAgeSeconds } = parsed.data;
  const backup = backupAgeSeconds === undefined ? {} : { backupAgeMs: backupAgeSeconds * 1000 };
  return { kind: 'seen', value: { role, replica, ...backup } };
}
