// `npm run virtual-rack`: a virtual rack alone, as a bench for any software that speaks SSH and IPMI. Prints one line of JSON that says
// where everything listens and serves until it is ended. Must never print anything else on stdout, nor a secret anywhere.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { announcement, cast } from './cast.js';
import { type RackOptions, startVirtualRack } from './rack.js';

function wholeNumber(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('expected a whole number.');
  return Number(text);
}
function factor(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1000)) throw new InvalidArgumentError('expected a number above 0, at most 1000.');
  return value;
}

interface Options {
  readonly nodes: number;
  readonly realTime?: number;
  readonly speed: number;
  readonly dir?: string;
  readonly seed?: string;
  readonly untilStdinCloses?: true;
}

/** The timer keeps the process alive while every other one is idle. */
function ended(untilStdinCloses: boolean): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => {}, 60_000);
    const done = (): void => {
      clearInterval(alive);
      process.stdin.destroy();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, done);
    if (!untilStdinCloses) return;
    for (const event of ['end', 'close', 'error'] as const) process.stdin.once(event, done);
    process.stdin.resume();
  });
}

async function main(options: Options): Promise<void> {
  const dir = options.dir === undefined ? await mkdtemp(join(tmpdir(), 'farside-rack-')) : resolve(options.dir);
  const seed: Pick<RackOptions, 'seed'> = options.seed === undefined ? {} : { seed: options.seed };
  const stop = ended(options.untilStdinCloses === true);
  try {
    const rack = await startVirtualRack({
      nodes: cast(options.nodes, options.realTime),
      dir,
      speed: options.speed,
      ...seed,
    });
    try {
      process.stdout.write(`${JSON.stringify(announcement(rack))}\n`);
      await stop;
    } finally {
      await rack.close();
    }
  } finally {
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
  }
}

const program = new Command()
  .name('virtual-rack')
  .description('A rack of virtual nodes on loopback: SSH, IPMI and health endpoints that behave like the real ones.')
  .option('--nodes <count>', 'how many nodes', wholeNumber, 12)
  .option(
    '--real-time <count>',
    'how many of them, the last ones, are real-time nodes with U-Boot (default: one in six)',
    wholeNumber,
  )
  .option('--speed <factor>', 'model seconds for each real one', factor, 1)
  .option('--dir <path>', 'where key and password files go (default: a temporary folder, removed at the end)')
  .option('--seed <text>', 'of the key that signs images, and of the noise in measurements')
  .option('--until-stdin-closes', 'end when standard input closes, so that no bench outlives whoever started it')
  .action((options: Options) => main(options));

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`virtual-rack: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
