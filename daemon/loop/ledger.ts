// Writes events and keeps the state that is their fold: append first, then apply, so that the state is never ahead of the disk
// (DESIGN.md, rules 2 and 3). Reads the whole log back at the start.
import { eventSchema, type Event } from '../events.js';
import { apply } from '../state/fold.js';
import { emptyState, type RackState } from '../state/state.js';

/** The part of the journal that this needs; daemon/journal provides it. */
export interface Rows {
  append(
    bodies: readonly Readonly<Record<string, unknown>>[],
  ): readonly { readonly seq: number; readonly body: string }[];
  rows(fromSeq: number, limit: number): readonly { readonly seq: number; readonly body: string }[];
}

const PAGE = 1000;

export interface StampedBody {
  readonly at: string;
  readonly monoMs: number;
  readonly boot: string;
}

/** A row of the log as an event. Throws on a row that no version of this schema ever wrote: it is not skipped (G-22). */
export function parseRow(row: { readonly seq: number; readonly body: string }): { event: Event; stamp: StampedBody } {
  const body = JSON.parse(row.body) as StampedBody;
  const parsed = eventSchema.safeParse(body);
  if (!parsed.success) {
    const where = parsed.error.issues[0];
    throw new Error(
      `Row ${row.seq} of the log is no event: ${where?.path.join('.')} ${where?.message}. rackd does not guess; keep the log as evidence.`,
    );
  }
  return { event: parsed.data, stamp: { at: body.at, monoMs: body.monoMs, boot: body.boot } };
}

export class Ledger {
  readonly state: RackState = emptyState();
  readonly #rows: Rows;
  readonly #told: (event: Event, seq: number) => void;

  constructor(rows: Rows, told: (event: Event, seq: number) => void) {
    this.#rows = rows;
    this.#told = told;
    for (let from = 1; ; from = this.state.seq + 1) {
      const page = rows.rows(from, PAGE);
      if (page.length === 0) break;
      for (const row of page) this.#apply(row);
    }
  }

  /** Durable, all or none, when it returns the seq of the last one. Throws when the log cannot be written. */
  write(...events: readonly Event[]): number {
    const rows = this.#rows.append(events);
    rows.forEach((row, index) => {
      this.#apply(row);
      const event = events[index];
      if (event !== undefined) this.#told(event, row.seq);
    });
    return this.state.seq;
  }

  #apply(row: { readonly seq: number; readonly body: string }): void {
    const { event, stamp } = parseRow(row);
    apply(this.state, { seq: row.seq, at: { monoMs: stamp.monoMs, boot: stamp.boot }, event });
  }
}
