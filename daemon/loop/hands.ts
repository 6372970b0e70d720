// The hands of the daemon: one cleared action becomes one adapter call. Which looks an action makes worthless is data beside it.
// Never decides, never repeats, never tries another way.
import type { BmcPort } from '#adapters/ports/bmc.js';
import type { Image, Platform } from '#adapters/ports/platform.js';
import type { DataProbe, Drain, Probe } from '#adapters/ports/services.js';
import type { Clearance } from '#safety/clearance.js';
import type { Action, ActionKind } from '#safety/vocabulary/action.js';
import type { Digest } from '#safety/vocabulary/names.js';
import { failed, type Outcome } from '#safety/vocabulary/outcome.js';
import type { Sense } from '../observe/sightings.js';

/** How one node is reached. */
export interface NodePorts {
  readonly platform: Platform;
  readonly bmc: BmcPort;
  readonly probe: Probe;
  readonly drain: Drain;
  /** Of a node whose service keeps data. */
  readonly data?: DataProbe;
}

type Touching = Exclude<ActionKind, 'begin' | 'begin-recovery'>;

/** What must be looked at again once the action has ended, however it ended. */
const WORTHLESS_AFTER: Readonly<Record<Touching, readonly Sense[]>> = {
  stage: ['host'],
  drain: ['drain', 'service', 'data'],
  undrain: ['drain', 'service', 'data'],
  arm: ['bmc'],
  kick: ['bmc'],
  disarm: ['bmc'],
  reboot: ['host', 'service', 'drain', 'data'],
  'reboot-once': ['host', 'service', 'drain', 'data'],
  'mark-good': ['host'],
  'restore-known-good': ['host'],
  power: ['host', 'bmc', 'service', 'drain', 'data'],
};

export function worthlessAfter(action: Action): readonly Sense[] {
  if (action.kind === 'begin' || action.kind === 'begin-recovery') return [];
  return action.kind === 'stage' ? [...WORTHLESS_AFTER.stage, action.slot] : WORTHLESS_AFTER[action.kind];
}

export async function carryOut(
  ports: NodePorts,
  action: Action,
  clearance: Clearance,
  imageOf: (digest: Digest) => Image | undefined,
): Promise<Outcome> {
  switch (action.kind) {
    case 'begin':
    case 'begin-recovery':
      throw new Error(`${action.kind} touches nothing: it is a question to the kernel, not an effect.`);
    case 'stage': {
      const image = imageOf(action.image);
      return image === undefined
        ? failed(`the rack does not hold image ${action.image} any more`)
        : ports.platform.stage(clearance, image);
    }
    case 'drain':
      return ports.drain.drain(clearance);
    case 'undrain':
      return ports.drain.undrain(clearance);
    case 'arm':
      return ports.bmc.arm(clearance);
    case 'kick':
      return ports.bmc.kick(clearance);
    case 'disarm':
      return ports.bmc.disarm(clearance);
    case 'reboot':
      return ports.platform.reboot(clearance);
    case 'reboot-once':
      return ports.platform.rebootOnce(clearance);
    case 'mark-good':
      return ports.platform.markGood(clearance);
    case 'restore-known-good':
      return ports.platform.restoreKnownGood(clearance);
    case 'power':
      return ports.bmc.power(clearance);
  }
}
