// Every way Farside can touch a node or its BMC, as data. One adapter method an action; the kernel is asked for each.
import type { Digest, NodeId, SlotName } from './names.js';

export type PowerHow = 'on' | 'reset' | 'cycle' | 'soft' | 'diag';

export type Action =
  /** Take a swap on. Touches nothing; what PlanSwap asks about. */
  | { readonly kind: 'begin'; readonly node: NodeId; readonly image: Digest }
  /** Take the recovery of a node that does not answer on. Touches nothing. */
  | { readonly kind: 'begin-recovery'; readonly node: NodeId }
  /** Write the inactive slot. From here the node is single-slot until the slot is read back. */
  | { readonly kind: 'stage'; readonly node: NodeId; readonly image: Digest; readonly slot: SlotName }
  /** Move load away. From here the node counts as out. */
  | { readonly kind: 'drain'; readonly node: NodeId; readonly image: Digest }
  | { readonly kind: 'undrain'; readonly node: NodeId }
  | { readonly kind: 'arm'; readonly node: NodeId; readonly timeoutMs: number }
  | { readonly kind: 'kick'; readonly node: NodeId }
  | { readonly kind: 'disarm'; readonly node: NodeId }
  /** Return home: into the known-good slot. */
  | { readonly kind: 'reboot'; readonly node: NodeId }
  /** Select a slot for one try and reboot into it: one command on the node, so that nothing can come between the two. */
  | { readonly kind: 'reboot-once'; readonly node: NodeId; readonly slot: SlotName; readonly image: Digest }
  | { readonly kind: 'mark-good'; readonly node: NodeId; readonly slot: SlotName }
  /** Make the known-good slot the only one that the boot loader will choose. */
  | { readonly kind: 'restore-known-good'; readonly node: NodeId; readonly slot: SlotName }
  | { readonly kind: 'power'; readonly node: NodeId; readonly how: PowerHow };

export type ActionKind = Action['kind'];
export type ActionOf<K extends ActionKind> = Extract<Action, { kind: K }>;
