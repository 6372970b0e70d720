#!/usr/bin/env node
// `npm run hil`: the swap on a node that is real where it counts. Every scenario in turn on one QEMU node, supervised by a real rackd.
// Exit codes: 0 all as it should be, 1 not, 2 usage or missing Debian packages.
import { Command, InvalidArgumentError, Option } from 'commander';
import { QemuBench, type Say } from './bench.js';
import { installLine, missingPackages } from './packages.js';
import { SCENARIOS } from './scenarios/all.js';
import type { Scenario } from './scenarios/scenario.js';
import { type Row, type Summary, summaryText } from './summary.js';
import { DownClock } from './witness.js';

type Options = {
  readonly json?: true;
  readonly list?: true;
  readonly keep?: true;
  readonly all?: true;
  readonly only?: readonly Scenario[];
};

const chosen = ({ all, only }: Options): readonly Scenario[] =>
  only ?? SCENARIOS.filter((scenario) => all === true || scenario.onlyOnRequest !== true);

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const seconds = (sinceMs: number): number => Math.round((performance.now() - sinceMs) / 100) / 10;

async function runOne(bench: QemuBench, { name, proves, requirements, run }: Scenario): Promise<Row> {
  bench.say(`── ${name}: ${proves}`);
  const begunMs = performance.now();
  const down = new DownClock(bench.machine.healthPort);
  const result = await run(bench).then(
    (outcome) => ({ outcome, ok: true }),
    (error: unknown) => ({
      outcome: 'FAILED',
      ok: false,
      trouble: wordsOf(error),
    }),
  );
  const row = {
    scenario: name,
    seconds: seconds(begunMs),
    secondsDown: Math.round(down.stop() * 10) / 10,
    requirements,
  };
  bench.say(`── ${name}: ${result.outcome}${'trouble' in result ? `: ${result.trouble}` : ''}`);
  return { ...row, ...result };
}

/** A scenario that failed leaves the node in any state: those after it would prove nothing. */
async function runAll(bench: QemuBench, scenarios: readonly Scenario[], begunMs: number): Promise<Summary> {
  bench.say(`node: first boot; all that is written goes to ${bench.dir}`);
  await bench.powerOn();
  await bench.startRackd();
  await bench.ready();
  const rows: Row[] = [];
  for (const scenario of scenarios) {
    const row = await runOne(bench, scenario);
    rows.push(row);
    if (!row.ok) break;
  }
  const ok = rows.length === scenarios.length && rows.every((row) => row.ok);
  return { ok, seconds: seconds(begunMs), scenarios: rows };
}

const whereItIs = ({ dir, machine }: QemuBench): string =>
  [
    'kept for a look:',
    `  console    ${machine.consoleFile}`,
    `  rackd      ${dir}/rackd.log`,
    `  event log  ${dir}/state/log.db`,
  ].join('\n');

async function test(options: Options): Promise<void> {
  const begunMs = performance.now();
  const say: Say = (line) => {
    const text = `${seconds(begunMs).toFixed(1).padStart(6)}  ${line}`;
    if (options.json) console.error(text);
    else console.log(text);
  };
  const bench = await QemuBench.open(say);
  const ending = (signal: NodeJS.Signals): void => {
    say(`${signal}: ending everything`);
    void bench.close().finally(() => process.exit(1));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, ending);
  const summary = await runAll(bench, chosen(options), begunMs).catch((error: unknown) => {
    say(`the bench itself failed: ${wordsOf(error)}`);
    return { ok: false, seconds: seconds(begunMs), scenarios: [] };
  });
  console.log(options.json ? JSON.stringify(summary) : `\n${summaryText(summary)}`);
  await bench.close();
  if (summary.ok && !options.keep) await bench.remove();
  else console.error(whereItIs(bench));
  process.exitCode = summary.ok ? 0 : 1;
}

const listed = () =>
  SCENARIOS.map(({ name, proves, requirements, onlyOnRequest }) => ({
    scenario: name,
    byDefault: onlyOnRequest !== true,
    proves,
    requirements,
  }));

const listText = (): string =>
  listed()
    .map((one) => `${one.byDefault ? '*' : ' '} ${one.scenario}: ${one.proves} (${one.requirements.join(', ')})`)
    .concat('', '* without --all and --only these are run')
    .join('\n');

async function main(options: Options): Promise<void> {
  if (options.list) {
    console.log(options.json ? JSON.stringify(listed()) : listText());
    return;
  }
  const missing = await missingPackages();
  if (missing.length === 0) return test(options);
  console.error(`The QEMU bench needs Debian packages that are not installed:\n  ${installLine(missing)}`);
  process.exitCode = 2;
}

function scenarioNamed(name: string, before: readonly Scenario[] = []): readonly Scenario[] {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found === undefined)
    throw new InvalidArgumentError(`There are ${SCENARIOS.map((scenario) => scenario.name).join(', ')}.`);
  return [...before, found];
}

await new Command('npm run hil --')
  .description(
    'Swaps on a node that is real where it counts: kernel, GRUB, RAUC and sshd in QEMU, its BMC, and the real supervisor.',
  )
  .option('--only <name>', 'only this scenario; may be given again', scenarioNamed)
  .addOption(new Option('--all', 'every scenario there is, half an hour').conflicts('only'))
  .option('--list', 'say what there is, run nothing; a star: run by default')
  .option('--json', 'the summary as JSON on stdout, progress on stderr')
  .option('--keep', 'keep console, logs and disks of a good run too')
  .addHelpText(
    'after',
    `
Examples:
  npm run hil                                     the scenarios that --list marks with a star
  npm run hil -- --all                            those for every moment of a supervisor's death as well
  npm run hil -- --only supervisor-killed-arming  one of them
  npm run hil -- --json`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action(main)
  .parseAsync();
