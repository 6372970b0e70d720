// The port to a node's host: its slots and its boot state. One implementation a platform (rauc, uboot-env). Looks change nothing;
// every method that changes the node takes a clearance, spends it first, uses the slot and image cleared in it, and answers done, refused,
// failed or unknown (rules 6 and 9).
import type { Clearance } from '#safety/clearance.js';
import type { BootConfigProof, HostView } from '#safety/vocabulary/evidence.js';
import type { Digest, SlotName } from '#safety/vocabulary/names.js';
import type { Outcome } from '#safety/vocabulary/outcome.js';

/** What a slot must hold, by hash over its first `size` bytes. */
export interface SlotContent {
  readonly sha256: string;
  readonly size: number;
}

/** A verified image as the rack holds it. */
export interface Image {
  readonly digest: Digest;
  readonly version: string;
  readonly compatible: string;
  /** The signed bundle file at the rack. */
  readonly path: string;
  readonly size: number;
  readonly content: SlotContent;
}

/** `silent`: no connection could be made. `strange`: something answers that is not the node as we know it (host key, login, nonsense). */
export type LookFailure = { readonly kind: 'silent' | 'strange'; readonly text: string };
export type Look<T> = { readonly kind: 'seen'; readonly value: T } | LookFailure;

export interface Platform {
  look(): Promise<Look<HostView>>;
  checkBootConfig(): Promise<Look<BootConfigProof>>;
  /** Hashes the slot on the node, caches dropped first. */
  readBack(slot: SlotName, content: SlotContent): Promise<Look<{ matches: boolean; sha256: string }>>;

  /** Copies the bundle to the node and writes it into the inactive slot without selecting it. */
  stage(clearance: Clearance, image: Image): Promise<Outcome>;
  markGood(clearance: Clearance): Promise<Outcome>;
  /** Makes the slot the one that the boot loader chooses, and the other one bad. */
  restoreKnownGood(clearance: Clearance): Promise<Outcome>;
  /** Orders a reboot. `done` says that the node took the order, not that it rebooted. */
  reboot(clearance: Clearance): Promise<Outcome>;
  /**
   * Selects a slot for one try, after which the boot loader returns to the other, and reboots: one command on the node. `failed`: it does not
   * reboot; what was selected must be looked at.
   */
  rebootOnce(clearance: Clearance): Promise<Outcome>;
  close(): Promise<void>;
}
