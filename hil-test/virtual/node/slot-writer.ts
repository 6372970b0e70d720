// Writing to a slot's device: takes model time, piece by piece, and stops where the power goes away.
// Must never hold bytes back for later: what a cut finds on the disk is exactly what was written so far.
import { FsError, type Writer } from './files.js';
import type { SlotName } from './names.js';
import type { NodeLedger } from './ledger.js';
import type { Slot } from './slot.js';

export interface SlotHost {
  readonly slots: Readonly<Record<SlotName, Slot>>;
  readonly ledger: NodeLedger;
  readonly profile: { readonly writeMsPer64KiB: number };
  /** Rejects when the node's boot ends. */
  sleep(ms: number): Promise<void>;
}

const PIECE_BYTES = 64 * 1024;

export function slotWriter(node: SlotHost, slot: SlotName, offset: number): Writer {
  let at = offset;
  let begun = false;
  let whole = true;
  return {
    async write(data) {
      if (!begun) node.ledger.add({ what: 'slot-write-started', slot });
      begun = true;
      whole = false;
      for (let done = 0; done < data.length; ) {
        const piece = data.subarray(done, done + PIECE_BYTES);
        await node.sleep((piece.length / PIECE_BYTES) * node.profile.writeMsPer64KiB);
        const taken = node.slots[slot].write(at, piece);
        if (taken < piece.length) throw new FsError('ENOSPC');
        at += taken;
        done += taken;
      }
      whole = true;
    },
    close() {
      if (begun && whole) node.ledger.add({ what: 'slot-write-finished', slot });
      begun = false;
    },
  };
}
