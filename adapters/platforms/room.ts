// Is there room for a file on the node? Asked before an upload, so that a full disk is a clear answer and not a broken file.
import { DONE, failed, type Outcome, refused } from '#safety/vocabulary/outcome.js';
import type { Ssh } from '../ssh/index.js';
import { outcomeOf, ranOf } from './answers.js';

/** Left free for what else lives there: RAUC keeps its status file beside the bundles and fails when it cannot write it. */
const SPARE_BYTES = 2 * 1024 * 1024;

export async function roomFor(ssh: Ssh, dir: string, bytes: number, deadlineMs: number): Promise<Outcome> {
  const ran = ranOf('df', await ssh.exec(['df', '-P', '-k', dir], { deadlineMs }));
  if (ran.kind !== 'ran') return outcomeOf(ran);
  const freeKib = freeKibIn(ran.stdout);
  if (freeKib === undefined) return failed(`df says nothing readable about ${dir}.`);
  const free = freeKib * 1024;
  if (free >= bytes + SPARE_BYTES) return DONE;
  return refused(`${dir} has ${free} bytes free, ${bytes + SPARE_BYTES} are needed: make room there.`);
}

/** POSIX `df -P -k`: a header, then device, blocks, used, available, capacity, mount point. */
export function freeKibIn(text: string): number | undefined {
  const available = text.trim().split('\n').at(1)?.trim().split(/\s+/)[3];
  return available !== undefined && /^\d{1,15}$/.test(available) ? Number(available) : undefined;
}
