// Makes a packet that shows a defect short and plain, so that a person sees what matters in it.
// Must never give back one that shows another defect, or none.
import { execute, type Fault, heapGrowth } from './execute.js';
import { BYTES_MAX } from './probe.js';
import type { Target } from './target.js';

const TRIES_MAX = 600;

/** Shorter first, then zeros instead of bytes that don't matter. Bounded; the worst is the packet as it was. */
export function smaller(target: Target, packet: Buffer, fault: Fault): Buffer {
  let best = Buffer.from(packet);
  let tries = 0;
  const shows = (candidate: Buffer): boolean => {
    if (++tries > TRIES_MAX) return false;
    const same = execute(target, Buffer.from(candidate), candidate);
    if (same !== undefined) return same.kind === fault.kind;
    return fault.kind === 'allocation' && heapGrowth(target, candidate, true) > BYTES_MAX;
  };
  for (let step = best.length >> 1; step > 0; step >>= 1) {
    while (best.length >= step && shows(best.subarray(0, best.length - step)))
      best = best.subarray(0, best.length - step);
  }
  for (let at = 0; at < best.length; at++) {
    if (best[at] === 0) continue;
    const zeroed = Buffer.from(best);
    zeroed[at] = 0;
    if (shows(zeroed)) best = zeroed;
  }
  return best;
}
