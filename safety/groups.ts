// Which groups a node is a member of: asked by the kernel, by the swap machine, by the gates and by whoever asks for consent. Must never judge.
import type { Facts, GroupFacts } from './vocabulary/facts.js';
import type { NodeId } from './vocabulary/names.js';

export const groupsOf = ({ groups }: Pick<Facts, 'groups'>, node: NodeId): readonly GroupFacts[] =>
  groups.filter(({ members }) => members.includes(node));
