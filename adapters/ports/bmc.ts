// The port to a node's BMC. Changing methods take a clearance, spend it first, and use what was cleared in it.
import type { Clearance } from '#safety/clearance.js';
import type { BmcView } from '#safety/vocabulary/evidence.js';
import type { Outcome } from '#safety/vocabulary/outcome.js';
import type { Look } from './platform.js';

export interface BmcPort {
  look(): Promise<Look<BmcView>>;
  /** Sets the watchdog to power-cycle after the cleared `timeoutMs`, starts it, and reads it back. `done` only when it is seen running. */
  arm(clearance: Clearance): Promise<Outcome>;
  kick(clearance: Clearance): Promise<Outcome>;
  /** Stops the watchdog and reads it back. `done` only when it is seen stopped. */
  disarm(clearance: Clearance): Promise<Outcome>;
  /** Sent once, never repeated: a lost reply is `unknown`. */
  power(clearance: Clearance): Promise<Outcome>;
  close(): Promise<void>;
}
