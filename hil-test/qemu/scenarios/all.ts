// Every scenario, in the order in which one node goes through them. Data only.
import { bmcUnreachable } from './bmc-unreachable.js';
import { flippedBit } from './flipped-bit.js';
import { goodUpdate } from './good-update.js';
import { hangAtBoot } from './hang-at-boot.js';
import { KILL_MOMENTS } from './kill-moments.js';
import type { Scenario } from './scenario.js';
import { supervisorKilled } from './supervisor-killed.js';
import { unhealthyAfterBoot } from './unhealthy-after-boot.js';

export const SCENARIOS: readonly Scenario[] = [
  goodUpdate,
  hangAtBoot,
  unhealthyAfterBoot,
  ...KILL_MOMENTS.map(supervisorKilled),
  bmcUnreachable,
  flippedBit,
];
