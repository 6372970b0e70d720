#!/usr/bin/env node
// `npm run bench -- NAME…`: ours and a peer, in the same run on the same machine. Exit codes: 0 every bar reached, 1 not, 2 usage.
// Must never print a figure that it did not measure in this run.
import Table from 'cli-table3';
import { Argument, Command } from 'commander';
import { BENCHMARKS } from './all.js';
import { barText, type Row } from './row.js';

const digits = (value: number | undefined): string =>
  value === undefined ? 'missing' : Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);

function tableOf(rows: readonly Row[]): string {
  const table = new Table({ head: ['what', 'ours', 'theirs', 'unit', 'ratio', 'bar', 'reached'], style: { head: [] } });
  for (const { name, ours, theirs, unit, ratio, bar, ok } of rows)
    table.push([
      name,
      digits(ours),
      digits(theirs),
      unit,
      digits(ratio),
      barText(bar),
      bar === undefined ? '' : ok ? 'yes' : 'NO',
    ]);
  return table.toString();
}

async function main(names: readonly string[], options: { readonly json?: true }): Promise<void> {
  const begunMs = performance.now();
  const say = (line: string): void =>
    console.error(`${((performance.now() - begunMs) / 1000).toFixed(1).padStart(6)}  ${line}`);
  const rows: Row[] = [];
  for (const { name, about, run } of BENCHMARKS.filter((one) => names.includes(one.name))) {
    say(`${name}: ${about}`);
    rows.push(...(await run(say)));
  }
  console.log(options.json ? JSON.stringify(rows, null, 2) : tableOf(rows));
  process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;
}

await new Command('npm run bench --')
  .description('Measures ours and the peers that are installed here, in the same run.')
  .addArgument(new Argument('<name...>', 'what to measure').choices(BENCHMARKS.map(({ name }) => name)))
  .option('--json', 'the rows as JSON on stdout')
  .addHelpText('after', '\nExamples:\n  npm run bench -- ipmi\n  npm run bench -- ipmi ssh --json')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action(main)
  .parseAsync();
