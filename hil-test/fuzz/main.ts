#!/usr/bin/env node
// `npm run fuzz -- ipmi`: our coverage-guided fuzzer over everything that reads bytes from the network.
// Exit codes: 0 nothing found, 1 something was (or a decoder is not fuzzed at all), 2 usage.
import Table from 'cli-table3';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { fuzz } from './fuzz.js';
import { PLANTS, type PlantName } from './planted.js';
import { findingText, type Report } from './report.js';

interface Asked {
  readonly seconds?: number;
  readonly executions?: number;
  readonly seed: number;
  readonly target: readonly string[];
  readonly plant?: PlantName;
  readonly replay?: string;
  readonly json?: true;
}

const SECONDS_DEFAULT = 60;
const PROGRESS_EACH_MS = 5_000;

function whole(text: string): number {
  const value = Number(text.replaceAll('_', ''));
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('a whole number is needed.');
  return value;
}

function hex(text: string): string {
  if (!/^(?:[0-9a-f]{2}){0,2048}$/i.test(text))
    throw new InvalidArgumentError('pairs of hexadecimal digits are needed.');
  return text;
}

function tableOf({ targets }: Report): string {
  const table = new Table({
    head: ['target', 'executions', 'corpus', 'edges'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, executions, corpus, edges } of targets) table.push([name, executions, corpus, edges]);
  return table.toString();
}

function summary(report: Report): string {
  const { executions, seconds, executionsPerSecond, corpus, blocksSeen, blocks, most, limits, seed, findings } = report;
  return [
    `${executions} executions in ${seconds.toFixed(1)} s (${executionsPerSecond.toFixed(0)}/s), seed ${seed}`,
    `corpus ${corpus} packets, coverage ${blocksSeen} of ${blocks} blocks (those no packet leads to are counted too)`,
    `most for one packet: ${most.steps} of ${limits.steps} blocks, ${most.bytes} of ${limits.bytes} bytes asked for, heap ${most.heapBytes} of ${limits.heapBytes} bytes`,
    `findings: ${findings.length}`,
  ].join('\n');
}

async function main(_what: string, asked: Asked): Promise<void> {
  let saidMs = performance.now();
  const seconds = asked.seconds ?? (asked.executions === undefined ? SECONDS_DEFAULT : undefined);
  const report = await fuzz({
    seed: asked.seed,
    only: asked.target,
    ...(seconds === undefined ? {} : { seconds }),
    ...(asked.executions === undefined ? {} : { executions: asked.executions }),
    ...(asked.plant === undefined ? {} : { plants: [asked.plant], untilFinding: true }),
    ...(asked.replay === undefined ? {} : { replay: asked.replay }),
    onFinding: (finding) => console.error(findingText(finding)),
    onProgress: (executions) => {
      if (performance.now() - saidMs < PROGRESS_EACH_MS) return;
      saidMs = performance.now();
      console.error(`${executions} executions …`);
    },
  });
  for (const name of report.unlisted)
    console.error(`NOT FUZZED ${name}: it needs more than bytes; give it a row in hil-test/fuzz/targets.ts`);
  if (asked.json) console.log(JSON.stringify(report, null, 2));
  else
    console.log(
      asked.replay === undefined ? `${tableOf(report)}\n${summary(report)}` : `findings: ${report.findings.length}`,
    );
  process.exitCode = report.findings.length === 0 && report.unlisted.length === 0 ? 0 : 1;
}

await new Command('npm run fuzz --')
  .description(
    'Feeds mutated packets to every decoder, keeps those that reach new code, and reports crashes, hangs and greed.',
  )
  .addArgument(new Argument('<what>', 'which protocol').choices(['ipmi']))
  .option('--seconds <n>', `how long; default ${SECONDS_DEFAULT} when --executions is not given`, whole)
  .option('--executions <n>', 'how many packets over all targets', whole)
  .option('--seed <n>', 'the same seed and number of executions try the same packets', whole, 1)
  .option(
    '--target <name>',
    'only this target; may be repeated',
    (name: string, all: readonly string[]) => [...all, name],
    [],
  )
  .addOption(
    new Option('--plant <name>', 'add a decoder with this defect and stop when it is found').choices(
      Object.keys(PLANTS),
    ),
  )
  .option('--replay <hex>', 'try this one packet (give the --target too)', hex)
  .option('--json', 'the report as JSON on stdout')
  .addHelpText(
    'after',
    '\nExamples:\n  npm run fuzz -- ipmi --seconds 60\n  npm run fuzz -- ipmi --executions 10_000_000 --seed 7 --json\n  npm run fuzz -- ipmi --plant out-of-bounds\n  npm run fuzz -- ipmi --target decodeResponse --replay 811c63',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(`fuzz: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 2;
  });
