// Ports to what runs on a node: the probe asks whether it serves, the drain moves its load away and back.
import type { Clearance } from '#safety/clearance.js';
import type { DataView, DrainLook, ServiceMetrics } from '#safety/vocabulary/evidence.js';
import type { Outcome } from '#safety/vocabulary/outcome.js';
import type { Look } from './platform.js';

export type ProbeAnswer =
  | { readonly kind: 'serving'; readonly metrics?: ServiceMetrics }
  | { readonly kind: 'failing'; readonly text: string };

export interface Probe {
  /** Which way it asks: its protocol, or 'ssh', which is then no source independent of the look at the host (rule 8). */
  readonly source: 'http' | 'tcp' | 'grpc' | 'ssh';
  /** Never rejects; a time-out or a refused connection is `failing`. */
  look(): Promise<ProbeAnswer>;
}

/** Asks a service that keeps data for its role, its replica and its backup (K11, K12). */
export interface DataProbe {
  look(): Promise<Look<DataView>>;
}

export interface Drain {
  look(): Promise<Look<DrainLook>>;
  drain(clearance: Clearance): Promise<Outcome>;
  undrain(clearance: Clearance): Promise<Outcome>;
}
