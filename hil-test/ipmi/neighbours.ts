// Clients of good and bad neighbours in one process: what the bad ones do must not be felt by who talks to the good one.
// Must never count a command of the good BMC that was not done.
import { Bmc, type BmcOptions } from 'node-ipmi';
import { BAD, type Bad, NEIGHBOUR_USER, type Peers } from './neighbours-peers.js';

type Timing = Pick<BmcOptions, 'timeoutMs' | 'attempts'>;

export function clientOf(port: number, timing: Timing): Bmc {
  const password = (): Buffer => Buffer.from(NEIGHBOUR_USER.password);
  return new Bmc({ host: '127.0.0.1', port, user: NEIGHBOUR_USER.name, password, ...timing });
}

/** Keeps commands to the bad ones under way until it is told to stop. */
export function pester(ports: Peers['ports'], timing: Timing): { stop(): Promise<void> } {
  const clients = BAD.map((bad) => clientOf(ports[bad], timing));
  let stopped = false;
  const loops = clients.map(async (client) => {
    while (!stopped) await client.chassisStatus();
  });
  return {
    async stop() {
      stopped = true;
      await Promise.all(clients.map((client) => client.close()));
      await Promise.all(loops);
    },
  };
}

/** What happened, in order: a bad BMC's command came to its end, or one of the good one's was answered. */
export type Happening =
  | { readonly what: 'settled'; readonly bad: Bad; readonly kind: string }
  | { readonly what: 'answered' };

/** `lane` runs a piece of work for one BMC: at once, as it should be, or behind all others in a control. */
export type Lane = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * One command to each bad BMC, then `commands` to the good one, one after another. Nothing in here measures time: with bad timers
 * that are far longer than a test, the order alone tells whether anybody waited for a neighbour.
 */
export async function interleave(
  ports: Peers['ports'],
  options: { readonly commands: number; readonly badTiming: Timing; readonly lane: Lane },
): Promise<readonly Happening[]> {
  const happenings: Happening[] = [];
  const clients = BAD.map((bad) => ({ bad, client: clientOf(ports[bad], options.badTiming) }));
  const good = clientOf(ports.good, { timeoutMs: 1_000, attempts: 8 });
  const ends = clients.map(({ bad, client }) =>
    options.lane(async () => {
      const { kind } = await client.chassisStatus();
      happenings.push({ what: 'settled', bad, kind });
    }),
  );
  try {
    for (let count = 0; count < options.commands; count++) {
      const result = await options.lane(() => good.chassisStatus());
      if (result.kind !== 'done') throw new Error(`the good BMC: ${result.text}`);
      happenings.push({ what: 'answered' });
    }
  } finally {
    await Promise.all([good, ...clients.map(({ client }) => client)].map((client) => client.close()));
    await Promise.all(ends);
  }
  return happenings;
}

/** Milliseconds that each of `commands` took, one after another. */
export async function latenciesMs(client: Bmc, commands: number): Promise<readonly number[]> {
  const latencies: number[] = [];
  for (let count = 0; count < commands; count++) {
    const begunMs = performance.now();
    const result = await client.chassisStatus();
    latencies.push(performance.now() - begunMs);
    if (result.kind !== 'done') throw new Error(`the good BMC: ${result.text}`);
  }
  return latencies;
}
