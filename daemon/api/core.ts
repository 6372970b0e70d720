// The port between the gRPC edge and the rack's core. Reads answer from the last tick; a request becomes a row of the log and nothing else:
// nothing acts inside a call (DESIGN.md, "One action, end to end").
import type { rack } from '#proto/contract.js';
import type { Goal } from '../events.js';

/** Who asks: an identity from a client certificate (`spiffe://…`) or the name of a local socket (`unix:act`). */
export interface Caller {
  readonly identity: string;
}

export type Request =
  | {
      readonly kind: 'job';
      readonly goal: Goal;
      readonly node: string;
      /** For `stage` and `swap`; a rollback and a recovery find their image themselves. */
      readonly image?: string;
      readonly key: string;
      readonly why: string;
      readonly clearQuarantine?: boolean;
    }
  | { readonly kind: 'stop'; readonly why: string }
  | { readonly kind: 'resume'; readonly why: string };

/** `rejected` is for what cannot be a request at all (unknown node, no such image, key used for something else). The kernel's refusals are not here. */
export type IntakeAnswer =
  | { readonly kind: 'accepted'; readonly seq: number; readonly swap: string; readonly repeated: boolean }
  | {
      readonly kind: 'rejected';
      readonly because: 'not-found' | 'invalid' | 'key-reused' | 'busy' | 'overloaded';
      readonly text: string;
    };

export interface RackCore {
  /** Appends the request to the log, durably, and answers. Throws only when the log cannot be written. */
  accept(request: Request, caller: Caller): IntakeAnswer;
  rack(): rack.GetRackResponseInit;
  swap(id: string): rack.SwapInit | undefined;
  plan(node: string, image: string): rack.PlanSwapResponseInit | Extract<IntakeAnswer, { kind: 'rejected' }>;
  /** Rows of the log from `fromSeq` on, oldest first, at most `limit`. */
  rows(fromSeq: number, limit: number): readonly rack.LogRowInit[];
  events(fromSeq: number, limit: number): readonly rack.EventInit[];
  /** The newest seq in the log. */
  headSeq(): number;
  /** Calls back after each append; returns how to stop that. The callback must be quick and must not throw. */
  onAppend(listener: () => void): () => void;
  /** Whether rackd is able to do its work: log writable, loop ticking. */
  healthy(): boolean;
}
