// The names things are called by on every side of every boundary. Types only: parsing belongs to the edges (zod in daemon/config, proto in intake).

export type NodeId = string;
export type GroupId = string;
export type SwapId = string;

/** An image's name: the SHA-256 of its signed bundle file. */
export type Digest = `sha256:${string}`;

export const isDigest = (text: string): text is Digest => /^sha256:[0-9a-f]{64}$/.test(text);

export type SlotName = 'A' | 'B';
export const otherSlot = (slot: SlotName): SlotName => (slot === 'A' ? 'B' : 'A');

/** FLT-1: tier 1 is life support, communications, emergency. */
export type Tier = 1 | 2 | 3;
