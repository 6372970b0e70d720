// The definition of a group over racks as one canonical text: racks that mean the same write the same, whoever writes it and in whatever order.
// Its hash is what racks compare (the edge hashes; safety/ has no hash). Must hold whatever a judgement about the group depends on.
import type { Share } from '../vocabulary/consent.js';
import type { GroupFacts } from '../vocabulary/facts.js';

export interface GroupDefinition {
  readonly id: string;
  readonly lifeCritical: boolean;
  readonly needed: number;
  readonly shares: readonly Share[];
}

/** As rack `rack` knows the group, its own share among the others. */
export const definitionOf = (group: GroupFacts, rack: string): GroupDefinition => ({
  id: group.id,
  lifeCritical: group.lifeCritical,
  needed: group.needed,
  shares: [{ rack, members: group.members }, ...(group.elsewhere ?? [])],
});

const sorted = <T extends string>(items: readonly T[]): readonly T[] => [...items].sort();

export function definitionText({ id, lifeCritical, needed, shares }: GroupDefinition): string {
  const byRack = new Map(shares.map(({ rack, members }) => [rack, sorted([...new Set(members)])]));
  const lists = sorted([...byRack.keys()]).map((rack) => [rack, ...(byRack.get(rack) ?? [])]);
  // JSON quotes what could pass for a separator.
  return JSON.stringify(['farside group v1', id, lifeCritical, needed, lists]);
}
