// The moments at which the supervisor is killed for good, from arming on, and what the node must do by itself after each. Nothing but data and
// what it means: how it is done and looked at is in supervisor-killed.ts. `recovering` is not here: it takes a link that is down for minutes; the
// model has it (safety/swap/dead-for-good.test.ts).
import type { ActionKind } from '#safety/vocabulary/action.js';
import type { SwapEvent } from '#safety/swap/table.js';
import type { SwapState } from '#safety/vocabulary/swap-state.js';

/** The slot that was home before the swap, and the one that was on trial. */
export type Place = 'home' | 'new';

/** One way in which it may end; where two are given, it is a matter of milliseconds whether the last order still reached the node. */
export type WayHome = {
  /** What GRUB starts from the start of the swap on, to the end: nothing boots once more when rackd is back. */
  readonly boots: readonly Place[];
  /** How the later rackd ends the swap: on the old slot or on the new one. */
  readonly ends: 'fell-back' | 'committed';
};

export type KillMoment = {
  readonly name: string;
  /** rackd must die in this state, by its own log. */
  readonly state: SwapState;
  /** What is waited for once the swap is under way. */
  readonly when:
    | { readonly sees: 'state-entered' }
    /** In rackd's log: the effect was carried out, by the word of the effect itself or because the node was seen to be so, whichever is first. */
    | { readonly sees: 'effect-done'; readonly action: ActionKind; readonly seenAs: SwapEvent }
    /** At the BMC. It answers slowly until then: rackd would be in the next state within a hundredth of a second. */
    | { readonly sees: 'dead-man-running' };
  readonly image: 'good' | 'unhealthy';
  /** Whether a dead-man is left behind. It must fire, once. */
  readonly deadMan: boolean;
  readonly ways: readonly WayHome[];
  readonly proves: string;
};

const FELL_BACK: WayHome = { boots: ['new', 'home'], ends: 'fell-back' };

export const KILL_MOMENTS: readonly KillMoment[] = [
  {
    name: 'arming',
    state: 'arming',
    when: { sees: 'dead-man-running' },
    image: 'good',
    deadMan: true,
    ways: [{ boots: ['home'], ends: 'fell-back' }],
    proves: 'dead in arming: the dead-man fires into the known-good slot, the new one is never tried',
  },
  {
    name: 'rebooting',
    state: 'rebooting',
    when: { sees: 'state-entered' },
    image: 'good',
    deadMan: true,
    ways: [{ boots: ['home'], ends: 'fell-back' }, FELL_BACK],
    proves: 'dead while the one command is on its way: it arrives or it does not, the dead-man brings the node home',
  },
  {
    name: 'rebooting-ordered',
    state: 'rebooting',
    when: { sees: 'effect-done', action: 'reboot-once', seenAs: 'went-down' },
    image: 'good',
    deadMan: true,
    ways: [FELL_BACK],
    proves: 'dead once the one command was taken: one try of the new slot, then the dead-man and the known-good one',
  },
  {
    name: 'booting',
    state: 'booting',
    when: { sees: 'state-entered' },
    image: 'good',
    deadMan: true,
    ways: [FELL_BACK],
    proves: 'dead while the new image boots: it serves, nobody commits, the dead-man brings the node home',
  },
  {
    name: 'validating',
    state: 'validating',
    when: { sees: 'state-entered' },
    image: 'good',
    deadMan: true,
    ways: [FELL_BACK],
    proves: 'dead with a good image on trial: nobody commits, the dead-man brings the node home; a later rackd ends it',
  },
  {
    name: 'committing',
    state: 'committing',
    when: { sees: 'state-entered' },
    image: 'good',
    deadMan: true,
    ways: [FELL_BACK, { boots: ['new', 'new'], ends: 'committed' }],
    proves: 'dead while the mark is on its way: the node boots the old slot, or the new one if it was marked good',
  },
  {
    name: 'committing-marked',
    state: 'committing',
    when: { sees: 'effect-done', action: 'mark-good', seenAs: 'marked' },
    image: 'good',
    deadMan: true,
    ways: [{ boots: ['new', 'new'], ends: 'committed' }],
    proves: 'dead once the new slot is marked good, dead-man still armed: one more reboot, into the good new slot',
  },
  {
    name: 'returning',
    state: 'returning',
    when: { sees: 'state-entered' },
    image: 'good',
    deadMan: false,
    ways: [{ boots: ['new'], ends: 'committed' }],
    proves: 'dead once the dead-man is off: the node serves on in the good new slot, and nothing reboots it',
  },
  {
    name: 'falling-back',
    state: 'falling-back',
    when: { sees: 'state-entered' },
    image: 'unhealthy',
    deadMan: true,
    ways: [FELL_BACK, { boots: ['new', 'home', 'home'], ends: 'fell-back' }],
    proves: 'dead while it turns back from an image that fails its health check: the dead-man does it',
  },
];

/** The way that these boots are; undefined when the moment allows no such thing. */
export const wayOf = ({ ways }: Pick<KillMoment, 'ways'>, boots: readonly Place[]): WayHome | undefined =>
  ways.find((way) => way.boots.join() === boots.join());
