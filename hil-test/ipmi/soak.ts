// A soak: thousands of commands over a network that loses and doubles packets, every answer compared with what the BMC really holds, and
// memory, sockets and sessions counted on the way. One BMC's state is known because nobody else talks to it.
// Linux only: it counts sockets in /proc. Must never call an answer right that it did not compare, and must leave no socket behind.
import { readdirSync, readlinkSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Bmc, type IpmiResult } from 'node-ipmi';
import { VirtualBmc } from '../virtual/bmc/bmc.js';
import { RecordingMachine } from '../virtual/bmc/test-bench.js';
import { scaledClock } from '../virtual/clock.js';

const USER = { name: 'soak', password: 'soak-password', privilege: 'administrator' } as const;
/** The first retransmission comes soon, the last wait is of seconds: a pause of this machine is no lost command. */
const FIRST_WAIT_MS = 100;
const ATTEMPTS = 7;
/** On a loaded machine a set-up may be given up that the BMC had finished: it holds that session until it idles out. */
const SESSIONS_MAX = 16;
const PROBLEMS_MAX = 20;
/** Of so many commands one is a power cycle, which may be sent only once. */
const ORDER_EACH = 500;

export interface SoakOptions {
  readonly commands: number;
  /** They work side by side, so that the waits of one are not waits of all. */
  readonly bmcs: number;
  /** Each round every BMC gets a new client, which is closed at its end. */
  readonly rounds: number;
  /** Chance that a datagram is lost, in either direction. */
  readonly loss: number;
  /** Chance that a reply comes twice. */
  readonly duplication: number;
  readonly seed: number;
  /** Negative controls: bend the BMCs, keep what should be let go, leave clients open. */
  readonly bend?: (bmc: VirtualBmc) => void;
  readonly keep?: (result: IpmiResult<unknown>) => void;
  readonly leaveOpen?: boolean;
}

export interface SoakReport {
  readonly commands: number;
  readonly kinds: Readonly<Record<IpmiResult<unknown>['kind'], number>>;
  /** Answers that are not what the BMC holds, orders done twice, results that should not be. At most 20. */
  readonly problems: readonly string[];
  readonly orders: number;
  /** The most sessions that one BMC had at the end of a round. */
  readonly sessionsMost: number;
  /** At the end of each round, clients closed: bytes of heap after a collection, sockets beside those of the BMCs and of whoever calls. */
  readonly heapBytes: readonly number[];
  readonly sockets: readonly number[];
}

/** Works without a flag on the command line. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this Node gives no garbage collector to call');
  return () => Reflect.apply(collect, undefined, []);
}

/** Every socket that the kernel holds for this process: Node's own list leaves out those that do not keep it alive, as the client's are. */
function openSockets(): number {
  const isSocket = (fd: string): boolean => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:');
    } catch {
      return false; // the descriptor by which the folder itself was read
    }
  };
  return readdirSync('/proc/self/fd').filter(isSocket).length;
}

const turnOfLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Bench {
  readonly bmc: VirtualBmc;
  readonly machine: RecordingMachine;
  readonly port: number;
  /** The countdown that was set last, in ms. */
  countdownMs: number | undefined;
  /** Commands so far: what comes next follows from it. */
  serial: number;
}

export async function soak(options: SoakOptions): Promise<SoakReport> {
  const collect = collector();
  // Twenty times as fast, so that a session whose Close got lost is given back after three seconds instead of sixty.
  const clock = scaledClock(20);
  const kinds = { done: 0, refused: 0, failed: 0, unknown: 0 };
  const problems: string[] = [];
  const heapBytes: number[] = [];
  const sockets: number[] = [];
  const open: Bmc[] = [];
  let orders = 0;
  let sessionsMost = 0;
  const problem = (text: string): void => {
    if (problems.length < PROBLEMS_MAX) problems.push(text);
  };

  const benches: Bench[] = [];
  const socketsBefore = openSockets();
  for (let index = 0; index < options.bmcs; index++) {
    const machine = new RecordingMachine();
    const name = `soak-${index}`;
    const bmc = new VirtualBmc({
      name,
      host: '127.0.0.1',
      port: 0,
      users: [USER],
      machine,
      clock,
      sessionsMax: SESSIONS_MAX,
      seed: options.seed + index,
    });
    const { port } = await bmc.listen();
    Object.assign(bmc.faults, {
      loseRequests: options.loss,
      loseReplies: options.loss,
      duplicateReplies: options.duplication,
    });
    options.bend?.(bmc);
    benches.push({ bmc, machine, port, countdownMs: undefined, serial: 0 });
  }

  async function life(bench: Bench, commands: number): Promise<void> {
    const client = new Bmc({
      host: '127.0.0.1',
      port: bench.port,
      user: USER.name,
      password: () => Buffer.from(USER.password),
      timeoutMs: FIRST_WAIT_MS,
      attempts: ATTEMPTS,
    });
    open.push(client);
    for (let count = 0; count < commands; count++) {
      bench.serial += 1;
      if (bench.serial % ORDER_EACH === 0) await order(client, bench);
      else await ask(client, bench);
    }
  }

  /** A power cycle: done means once, unknown at most once. Everything else would have to be `refused` or `failed`, and is a problem. */
  async function order(client: Bmc, { bmc, machine }: Bench): Promise<void> {
    orders += 1;
    const before = machine.calls.length;
    const result = await client.chassisControl('cycle');
    kinds[result.kind] += 1;
    options.keep?.(result);
    const times = machine.calls.length - before;
    const right = result.kind === 'done' ? times === 1 : result.kind === 'unknown' && times <= 1;
    if (!right) problem(`${bmc.name}: a cycle was done ${times} times, and the answer is ${JSON.stringify(result)}`);
  }

  async function ask(client: Bmc, bench: Bench): Promise<void> {
    const { result, wanted } = await question(client, bench);
    kinds[result.kind] += 1;
    options.keep?.(result);
    if (result.kind !== 'done') problem(`${bench.bmc.name}: ${result.text}`);
    else if (!wanted(result.value as never))
      problem(`${bench.bmc.name}: a wrong answer: ${JSON.stringify(result.value)}`);
  }

  try {
    for (let round = 0; round < options.rounds; round++) {
      const share = Math.round(options.commands / options.rounds / options.bmcs);
      await Promise.all(benches.map((bench) => life(bench, share)));
      sessionsMost = Math.max(sessionsMost, ...benches.map(({ bmc }) => bmc.sessionCount()));
      if (options.leaveOpen !== true) await Promise.all(open.splice(0).map((client) => client.close()));
      await turnOfLoop();
      collect();
      heapBytes.push(process.memoryUsage().heapUsed);
      sockets.push(openSockets() - socketsBefore - benches.length);
    }
  } finally {
    await Promise.all(open.map((client) => client.close()));
    await Promise.all(benches.map(({ bmc }) => bmc.close()));
    clock.close();
  }
  const commands = benches.reduce((sum, { serial }) => sum + serial, 0);
  return { commands, kinds, problems, orders, sessionsMost, heapBytes, sockets };
}

interface Question {
  readonly result: IpmiResult<unknown>;
  /** Whether this is what the BMC holds. */
  readonly wanted: (value: never) => boolean;
}

/** Reads and repeatable writes in turn, so that what was written is read back by another command. */
async function question(client: Bmc, bench: Bench): Promise<Question> {
  const { serial, machine } = bench;
  switch (serial % 8) {
    case 0: {
      const timeoutMs = 100_000 + 100 * (serial % 1_000);
      const result = await client.setWatchdog({ use: 'sms-os', action: 'none', timeoutMs, log: false });
      bench.countdownMs = result.kind === 'done' ? timeoutMs : undefined;
      return { result, wanted: () => true };
    }
    case 1:
    case 2: {
      const wanted = ({ timeoutMs }: { timeoutMs: number }): boolean =>
        bench.countdownMs === undefined || timeoutMs === bench.countdownMs;
      return { result: await client.getWatchdog(), wanted };
    }
    case 3:
      return {
        result: await client.selInfo(),
        wanted: ({ entries }: { entries: number }) => entries === bench.bmc.sel.length,
      };
    case 4: {
      const wanted = ({ ipmiVersion, chassisDevice }: { ipmiVersion: string; chassisDevice: boolean }): boolean =>
        ipmiVersion === '2.0' && chassisDevice;
      return { result: await client.getDeviceId(), wanted };
    }
    default:
      return {
        result: await client.chassisStatus(),
        wanted: ({ powerOn }: { powerOn: boolean }) => powerOn === machine.on,
      };
  }
}
