// What a person sees of the demonstration: a table that repaints on a terminal, plain lines when piped. Shows, never decides.
import logUpdate from 'log-update';
import type { RackClient } from '#proto/client.js';
import type { rack } from '#proto/contract.js';
import { nodesTable, statusText } from '#tools/rackctl/words.js';

const REPAINT_MS = 250;
const LINES_KEPT = 8;
/** Worth a line each; the rest is in the log. */
const TOLD = new Set([
  'swap.requested',
  'swap.refused',
  'swap.entered',
  'known-good.recorded',
  'quarantine.set',
  'stop.set',
]);

export interface Screen {
  end(): Promise<void>;
}

export function showRack(client: RackClient, terminal: boolean): Screen {
  const recent: string[] = [];
  let ended = false;
  const tell = (event: rack.Event): void => {
    if (!TOLD.has(event.kind)) return;
    const line = `${event.at.slice(11, 19)}  ${event.text}`;
    recent.push(line);
    if (recent.length > LINES_KEPT) recent.shift();
    if (!terminal) console.log(line);
  };
  const following = (async () => {
    for await (const event of client.watch(1)) {
      if (ended) return;
      tell(event);
    }
  })().catch((error: unknown) => {
    if (!ended) console.error(`the event stream broke: ${error instanceof Error ? error.message : String(error)}`);
  });
  const paint = async (): Promise<void> => {
    const view = await client.rack();
    if (!ended) logUpdate([statusText(view), '', nodesTable(view), '', ...recent].join('\n'));
  };
  const timer = terminal ? setInterval(() => void paint().catch(() => undefined), REPAINT_MS) : undefined;
  return {
    async end() {
      ended = true;
      clearInterval(timer);
      if (terminal) {
        logUpdate.clear();
        logUpdate.done();
      }
      await Promise.race([following, new Promise((resolve) => setTimeout(resolve, 100))]);
    },
  };
}
