// Drains a node by commands run on it: one to move the load away, one to let it back, one that tells.
// Never takes an exit code other than 0 for "nothing happened": half a drain is looked at, not guessed.
import { type Clearance, spendClearance } from '#safety/clearance.js';
import type { DrainLook } from '#safety/vocabulary/evidence.js';
import { DONE, failed, type Outcome, unknown } from '#safety/vocabulary/outcome.js';
import type { Look } from '../ports/platform.js';
import type { Drain } from '../ports/services.js';
import type { ExecResult, Ssh } from '../ssh/index.js';

const OUTPUT_MAX_BYTES = 64 * 1024;
/** A shell's own codes for a program that could not be started. */
const NEVER_STARTED: ReadonlySet<number> = new Set([126, 127]);

export interface CommandDrainOptions {
  readonly node: string;
  readonly ssh: Ssh;
  readonly drain: readonly string[];
  readonly undrain: readonly string[];
  /** Exit 0: drained. Exit 1: loaded. Anything else tells nothing. */
  readonly check: readonly string[];
  readonly deadlineMs: number;
}

export function commandDrain(options: CommandDrainOptions): Drain {
  const { node, ssh, deadlineMs } = options;
  const exec = (argv: readonly string[]): Promise<ExecResult> =>
    ssh.exec(argv, { deadlineMs, outputMaxBytes: OUTPUT_MAX_BYTES });
  const look = async (): Promise<Look<DrainLook>> => seen(node, options.check, await exec(options.check));
  const move = async (argv: readonly string[], wanted: DrainLook): Promise<Outcome> => {
    const result = await exec(argv);
    if (result.kind === 'silent' || result.kind === 'strange') return failed(result.text);
    if (result.kind === 'unknown') return unknown(result.text);
    if (result.kind === 'exited' && result.code === 0) return DONE;
    const how = result.kind === 'exited' ? `exited with ${result.code}` : `was ended by ${result.signal}`;
    const text = `${argv[0]} on node ${node} ${how}`;
    if (result.kind === 'exited' && NEVER_STARTED.has(result.code)) return failed(`${text}: it could not be started.`);
    const now = await look();
    if (now.kind !== 'seen') return unknown(`${text}, and what it left cannot be seen: ${now.text}`);
    return now.value === wanted ? DONE : failed(`${text}; the node is ${now.value}.`);
  };
  return {
    look,
    drain: async (clearance: Clearance) => {
      spendClearance(clearance, 'drain', node);
      return move(options.drain, 'drained');
    },
    undrain: async (clearance: Clearance) => {
      spendClearance(clearance, 'undrain', node);
      return move(options.undrain, 'loaded');
    },
  };
}

function seen(node: string, check: readonly string[], result: ExecResult): Look<DrainLook> {
  switch (result.kind) {
    case 'exited': {
      if (result.code === 0) return { kind: 'seen', value: 'drained' };
      if (result.code === 1) return { kind: 'seen', value: 'loaded' };
      const text = `${check[0]} on node ${node} exited with ${result.code}; 0 means drained and 1 means loaded.`;
      return { kind: 'strange', text };
    }
    case 'signalled':
      return { kind: 'strange', text: `${check[0]} on node ${node} was ended by ${result.signal}.` };
    case 'strange':
      return { kind: 'strange', text: result.text };
    // A check changes nothing: whether it ran does not matter, only that nothing was heard.
    case 'silent':
    case 'unknown':
      return { kind: 'silent', text: result.text };
  }
}
