// Evidence: what was seen of a node, by which source, how long ago. Views are what a look at the world returns;
// `Observed` adds source and age. Nothing here says whether the evidence is good enough: that is the rules' business.
import type { Digest, SlotName } from './names.js';

export interface Observed<T> {
  readonly value: T;
  /** Who saw it: 'ssh', 'bmc', 'probe', 'read-back'. Two sources are independent when these differ. */
  readonly source: string;
  /** Age on the rack's monotonic clock when the facts were gathered. */
  readonly ageMs: number;
}

/** `trying`: started or selected without having been marked good since. */
export type SlotMark = 'good' | 'trying' | 'bad';

/** A look at the host over SSH. */
export interface HostView {
  readonly bootId: string;
  readonly booted: SlotName;
  readonly marks: Readonly<Record<SlotName, SlotMark>>;
  /**
   * The slots that the boot loader would start at the next reset and at the one after it, if nobody marked anything good in between:
   * the boot loader's rule applied to its own variables. An empty list: it could not be told.
   */
  readonly bootPlan: readonly SlotName[];
  /** The node's wall clock, for preflight (a clock at 1970 fails certificates). */
  readonly clockMs: number;
}

export type HostLook =
  | { readonly kind: 'up'; readonly view: HostView }
  /** No connection for this long, over at least `looks` tries. Silence is not death (rule 8). */
  | { readonly kind: 'silent'; readonly forMs: number; readonly looks: number; readonly text: string }
  /** Something answers that is not the node as we know it: wrong host key, refused login, nonsense. Neither up nor down. */
  | { readonly kind: 'strange'; readonly text: string };

export type WatchdogAction = 'none' | 'reset' | 'power-down' | 'power-cycle';

export interface WatchdogView {
  readonly running: boolean;
  readonly action: WatchdogAction;
  readonly timeoutMs: number;
  /** Absent where the BMC does not tell. */
  readonly remainingMs?: number;
  /** It ran out since it was last set. Absent where the BMC does not tell. */
  readonly fired?: boolean;
}

export interface BmcView {
  readonly power: 'on' | 'off';
  readonly watchdog: WatchdogView;
  /** System Restart Cause in words, for attribution ('watchdog', 'chassis-command', …). */
  readonly restartCause: string;
}

export type BmcLook =
  | { readonly kind: 'answers'; readonly view: BmcView }
  | { readonly kind: 'silent'; readonly forMs: number; readonly text: string };

/** What the service itself reports of its work, where it does (SAF-4). */
export interface ServiceMetrics {
  /** Share of failed requests, 0 to 1. */
  readonly errorRate: number;
  readonly latencyMs: number;
}

/** One look's figures. */
export interface ServiceSample extends ServiceMetrics {
  /** Its age when the newest look was made. */
  readonly ageMs: number;
}

export type ServiceLook =
  | {
      readonly kind: 'serving';
      readonly forMs: number;
      /** The medians of `samples`. */
      readonly metrics?: ServiceMetrics;
      /** Since it began to serve without a break, oldest first. Absent where the service reports none. */
      readonly samples?: readonly ServiceSample[];
    }
  | { readonly kind: 'failing'; readonly forMs: number; readonly text: string };

/** What a service that keeps data says of itself (K11, K12). */
export interface DataView {
  readonly role: 'leader' | 'follower';
  /** `behind`: it does not hold everything that was promised to be kept. */
  readonly replica: 'in-sync' | 'behind';
  /** Absent where there has never been a backup, or nobody knows of one. */
  readonly backupAgeMs?: number;
}

export type DrainLook = 'drained' | 'loaded';

/** A slot read back and compared, byte for byte by hash, with what an image's manifest says it must hold (SAF-8). */
export interface SlotProof {
  readonly slot: SlotName;
  readonly image: Digest;
  readonly matches: boolean;
}

/** The boot configuration checked: one try for a new slot, falls back to a good one, nothing that forbids it. */
export interface BootConfigProof {
  readonly sound: boolean;
  readonly problems: readonly string[];
}
