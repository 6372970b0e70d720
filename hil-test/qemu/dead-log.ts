// What the event log says of one swap: the state in which rackd died, and what it did. That of a dead rackd is read from the file, before anybody
// starts rackd again and adds to it. It must never change a log.
import { openToRead, readRows } from '#daemon/journal/file.js';
import type { Event } from '#daemon/events.js';
import { parseRow } from '#daemon/loop/ledger.js';
import type { RackClient } from '#proto/client.js';

/** The events of one swap, oldest first. Throws JournalError when the log cannot be read, for example because a rackd still runs. */
export function deadLogOf(file: string, swap: string): readonly Event[] {
  const db = openToRead(file);
  try {
    return [...readRows(db)(1)]
      .map(({ seq, body }) => parseRow({ seq, body: Buffer.from(body as Uint8Array).toString('utf8') }).event)
      .filter((event) => isOf(event, swap));
  } finally {
    db.close();
  }
}

/** The same from a rackd that runs. */
export async function liveLogOf(client: RackClient, swap: string): Promise<readonly Event[]> {
  const events: Event[] = [];
  for await (const row of client.log()) {
    const { event } = parseRow(row);
    if (isOf(event, swap)) events.push(event);
  }
  return events;
}

const isOf = (event: Event, swap: string): boolean => 'swap' in event && event.swap === swap;

/** The last state that the swap entered; undefined when it entered none. */
export const lastState = (events: readonly Event[]): string | undefined =>
  events.flatMap((event) => (event.kind === 'swap.entered' ? [event.state] : [])).at(-1);

/** How each effect that has ended did so, in order. */
const endedEffects = (events: readonly Event[]): readonly { readonly action: string; readonly outcome: string }[] => {
  const actions = new Map<string, string>();
  return events.flatMap((event) => {
    if (event.kind === 'intent.opened') actions.set(event.intent, event.action.kind);
    return event.kind === 'intent.closed'
      ? [{ action: actions.get(event.intent) ?? event.intent, outcome: event.outcome }]
      : [];
  });
};

/** Whether rackd knew that this effect was carried out: by its last word, or because the swap moved on what was seen. */
export const isKnownDone = (events: readonly Event[], action: string, seenAs: string): boolean =>
  endedEffects(events).findLast((one) => one.action === action)?.outcome === 'done' ||
  events.some((event) => event.kind === 'swap.entered' && event.on === seenAs);

/** An effect may be repeated for as long as it was certainly not carried out; the dead-man alone may be started and kicked as often as it runs low. */
const MAY_REPEAT: ReadonlySet<string> = new Set(['arm', 'kick']);

/** The effects that were carried out more than once. */
export function doneTwice(events: readonly Event[]): readonly string[] {
  const done = endedEffects(events).flatMap(({ action, outcome }) => (outcome === 'done' ? [action] : []));
  return [...new Set(done.filter((action, at) => done.indexOf(action) !== at && !MAY_REPEAT.has(action)))];
}
