// The states of a swap as data (DESIGN.md, "The swap"): what each is for, what it means for others, what happens when everything dies in it.
// The table of transitions is in table.ts; what is done in a state is in steps.ts. Nothing here decides.
import type { SwapState } from '../vocabulary/swap-state.js';

export interface StateMeaning {
  readonly purpose: string;
  /** The node counts as out by our doing: drained, rebooting, on trial. */
  readonly out: boolean;
  /** The node is starting whether or not we ordered it: it draws its inrush (K05, ENV-2). */
  readonly starting: boolean;
  /** The reboot was ordered: from here everything moves towards a safe end and passes K01, K04, K05, K16. */
  readonly pastReboot: boolean;
  readonly ifAllDies: string;
}

const meaning = (
  purpose: string,
  ifAllDies: string,
  flags: Partial<Pick<StateMeaning, 'out' | 'starting' | 'pastReboot'>> = {},
): StateMeaning => ({ purpose, ifAllDies, out: false, starting: false, pastReboot: false, ...flags });

export const STATES: Readonly<Record<SwapState, StateMeaning>> = {
  preflight: meaning('observe the node, its BMC, its services, its boot configuration', 'nothing has changed'),
  staging: meaning('write the inactive slot and read it back', 'the old slot runs; single-slot until staged again'),
  staged: meaning('wait until the kernel allows the node to be taken out', 'nothing'),
  draining: meaning('move load away and prove it gone', 'undrained on restart', { out: true }),
  arming: meaning(
    'start the dead-man and see it running; the known-good slot stays selected',
    'the watchdog power-cycles, into the known-good slot',
    { out: true },
  ),
  rebooting: meaning(
    'select the new slot for one try and reboot into it, as one command on the node',
    'the dead-man fires; before the command into the known-good slot, after it the node falls back',
    { out: true },
  ),
  booting: meaning('wait for a new boot id on the new slot', 'the dead-man fires, the node falls back', {
    out: true,
    starting: true,
    pastReboot: true,
  }),
  validating: meaning(
    'prove health; kick the watchdog only on positive evidence',
    'the dead-man fires, the node falls back',
    {
      out: true,
      pastReboot: true,
    },
  ),
  committing: meaning(
    'mark good and read back; then disarm and read back',
    'marked good with the watchdog armed: one more reboot, into the good new slot',
    { out: true, pastReboot: true },
  ),
  returning: meaning('undrain and wait until the node serves again', 'undrained on restart', {
    out: true,
    pastReboot: true,
  }),
  'falling-back': meaning(
    'return to the known-good slot and prove that it is the recorded one',
    'the dead-man fires, the node falls back',
    { out: true, pastReboot: true },
  ),
  recovering: meaning('climb the recovery ladder', 'goes on after restart, from what is observed', {
    out: true,
    pastReboot: true,
  }),
  ready: meaning('end: staged and verified, not swapped', 'nothing'),
  committed: meaning('end: the new image is the known-good one', 'nothing'),
  'fell-back': meaning('end: on the known-good image', 'nothing'),
  lost: meaning('end: needs hands; quarantined', 'stays quarantined'),
};
