// One good BMC and three bad ones: it answers after 20 s, it never answers, it answers with rubbish. What they have in common is a rack.
// Must never help the client: the bad ones are as bad at the last packet as at the first.
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { VirtualBmc } from '../virtual/bmc/bmc.js';
import { RecordingMachine } from '../virtual/bmc/test-bench.js';
import { scaledClock } from '../virtual/clock.js';

export const NEIGHBOUR_USER = { name: 'rack', password: 'rack-password', privilege: 'administrator' } as const;
export const BAD = ['slow', 'silent', 'rubbish'] as const;
export type Bad = (typeof BAD)[number];

const SLOW_MS = 20_000;
/** Rubbish for each packet that the client sends. */
const RUBBISH_EACH = 20;

export interface Peers {
  /** UDP ports on 127.0.0.1. */
  readonly ports: Readonly<Record<Bad | 'good', number>>;
  /** Datagrams of rubbish that were sent so far. */
  rubbish(): number;
  close(): Promise<void>;
}

export async function startPeers(): Promise<Peers> {
  const clock = scaledClock(1);
  const virtual = async (name: string): Promise<{ bmc: VirtualBmc; port: number }> => {
    const machine = new RecordingMachine();
    const bmc = new VirtualBmc({ name, host: '127.0.0.1', port: 0, users: [NEIGHBOUR_USER], machine, clock });
    return { bmc, port: (await bmc.listen()).port };
  };
  const good = await virtual('good');
  const slow = await virtual('slow');
  const silent = await virtual('silent');
  slow.bmc.faults.answerDelayMs = SLOW_MS;
  silent.bmc.faults.silent = true;
  const rubbish = await rubbishPeer();
  return {
    ports: { good: good.port, slow: slow.port, silent: silent.port, rubbish: rubbish.port },
    rubbish: rubbish.sent,
    async close() {
      await Promise.all([good.bmc.close(), slow.bmc.close(), silent.bmc.close(), rubbish.close()]);
      clock.close();
    },
  };
}

/** Noise, headers with noise behind, session packets with a wrong code, the caller's own bytes, nothing at all, and far too much. */
function rubbishFor(request: Buffer, serial: number): Buffer {
  switch (serial % 6) {
    case 0:
      return randomBytes(64);
    case 1:
      return Buffer.concat([Buffer.from('0600ff0706c0', 'hex'), randomBytes(74)]);
    case 2:
      return Buffer.concat([Buffer.from('0600ff07061100000000000000002400', 'hex'), randomBytes(36)]);
    case 3:
      return request;
    case 4:
      return Buffer.alloc(0);
    default:
      return Buffer.concat([Buffer.from('0600ff07', 'hex'), randomBytes(30_000)]);
  }
}

async function rubbishPeer(): Promise<{ port: number; sent: () => number; close: () => Promise<void> }> {
  const socket = createSocket('udp4');
  let sent = 0;
  socket.on('error', () => undefined);
  socket.on('message', (request, peer) => {
    for (let count = 0; count < RUBBISH_EACH; count++)
      socket.send(rubbishFor(request, sent++), peer.port, peer.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    sent: () => sent,
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}
