// The canonical text of a group: the same for every rack that means the same, another one for whatever matters.
import { describe, expect, it } from 'vitest';
import type { GroupFacts } from '../vocabulary/facts.js';
import { definitionOf, definitionText } from './definition.js';

const textOf = (group: GroupFacts, rack: string) => definitionText(definitionOf(group, rack));
const base: GroupFacts = {
  id: 'air',
  lifeCritical: true,
  needed: 2,
  members: ['n1', 'n2'],
  elsewhere: [
    { rack: 'rack-02', members: ['n1'] },
    { rack: 'rack-03', members: ['n4', 'n3'] },
  ],
};

describe('the definition of a group', () => {
  it('is the same text in each of its racks, in whatever order it is written', () => {
    const there: GroupFacts = {
      ...base,
      members: ['n3', 'n4'],
      elsewhere: [
        { rack: 'rack-01', members: ['n2', 'n1', 'n2'] },
        { rack: 'rack-02', members: ['n1'] },
      ],
    };
    expect(textOf(there, 'rack-03')).toBe(textOf(base, 'rack-01'));
  });
  it.each<[string, Partial<GroupFacts>]>([
    ['its name', { id: 'air2' }],
    ['how many it needs', { needed: 1 }],
    ['how critical it is', { lifeCritical: false }],
    ['a member', { members: ['n1', 'n5'] }],
    ['a rack more', { elsewhere: [...(base.elsewhere ?? []), { rack: 'rack-04', members: ['n1'] }] }],
    ['a rack less', { elsewhere: (base.elsewhere ?? []).slice(1) }],
    ['a member that moved', { members: ['n1'], elsewhere: [{ rack: 'rack-02', members: ['n1', 'n2'] }] }],
  ])('differs in %s', (_, change) => {
    expect(textOf({ ...base, ...change }, 'rack-01')).not.toBe(textOf(base, 'rack-01'));
  });
  it('cannot be made to look like another by names', () => {
    const one = { ...base, members: ['a","b'] };
    const two = { ...base, members: ['a', 'b'] };
    expect(textOf(one, 'rack-01')).not.toBe(textOf(two, 'rack-01'));
  });
});
