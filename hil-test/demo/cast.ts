// Who plays in the demonstration: twelve nodes, three N+2 groups, one image that hangs at boot. Data only.
import type { BenchGroup } from '../bench/rack-config.js';
import { cast } from '../virtual/cast.js';

export const NODES = cast(12);

export const GROUPS: readonly BenchGroup[] = [
  { id: 'oxygen', needed: 2, lifeCritical: true, members: ['node-01', 'node-02', 'node-03', 'node-04'] },
  { id: 'navigation', needed: 2, members: ['node-05', 'node-06', 'node-07', 'node-08'] },
  { id: 'research', needed: 2, members: ['node-09', 'node-10', 'node-11', 'node-12'] },
];

/** Gets an image that hangs at boot: its watchdog must bring it home. */
export const HANGS = 'node-06';

/** Asked for while another member of its group is out: must be refused by K04. */
export const REFUSED = 'node-02';
