// The few words that all parts of the node model share. Types and tables only.
export type SlotName = 'A' | 'B';
export const SLOT_NAMES = ['A', 'B'] as const;
export const otherSlot = (slot: SlotName): SlotName => (slot === 'A' ? 'B' : 'A');

/** `rauc`: GRUB and RAUC. `uboot-env`: a real-time node with U-Boot's environment and nothing else. */
export type PlatformName = 'rauc' | 'uboot-env';

export const SLOT_DEVICES: Readonly<Record<SlotName, string>> = { A: '/dev/vda2', B: '/dev/vda3' };

/** `hung` and `panicked` are for ever: only its power or reset line gets a node out of them. */
export type NodeState = 'off' | 'post' | 'loader' | 'kernel' | 'up' | 'shutting-down' | 'hung' | 'panicked';
