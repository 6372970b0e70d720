// Reads a slot back by hash, as the medium holds it and not as the kernel remembers it (SAF-8, radiation flips bits). It only reads.
// An updater's exit code is never taken for proof: one has reported success without writing (rauc/rauc#1554).
import type { Look, SlotContent } from '../ports/platform.js';
import { pipeline, type Ssh, sequence } from '../ssh/index.js';
import { lookOf, ranOf } from './answers.js';

export async function readBackDevice(
  ssh: Ssh,
  device: string,
  content: SlotContent,
  deadlineMs: number,
): Promise<Look<{ matches: boolean; sha256: string }>> {
  if (!Number.isSafeInteger(content.size) || content.size <= 0) {
    return {
      kind: 'strange',
      text: `The size to read back from ${device} is ${content.size} bytes: nothing to compare.`,
    };
  }
  // Best effort: where the kernel does not let us, the hash is still one of what the slot's readers would get.
  await ssh.shell(
    sequence(
      ['sync'],
      pipeline([
        ['echo', '3'],
        ['tee', '/proc/sys/vm/drop_caches'],
      ]),
    ),
    { deadlineMs },
  );
  // The exit code is sha256sum's. If `head` fails, the hash is over too few bytes and differs.
  const hashing = pipeline([['head', '-c', String(content.size), device], ['sha256sum']]);
  const look = lookOf(ranOf(`reading ${device} back`, await ssh.shell(hashing, { deadlineMs })));
  if (look.kind !== 'seen') return look;
  const sha256 = sha256In(look.value);
  if (sha256 === undefined) return { kind: 'strange', text: `reading ${device} back: sha256sum gave no hash` };
  return { kind: 'seen', value: { matches: sha256 === content.sha256, sha256 } };
}

/** The hash in a line of `sha256sum`. */
export const sha256In = (text: string): string | undefined => /^([0-9a-f]{64})\s/.exec(text)?.[1];
