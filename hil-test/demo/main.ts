#!/usr/bin/env node
// `npm start`: a virtual rack of twelve nodes, a real rackd, an upgrade of every node over gRPC, shown live. On the way one image hangs at boot and
// its watchdog brings the node home, and one request is refused for N+2. Exit code 0 only if all is as it should be.
import { Command } from 'commander';
import { verifyLive } from '#tools/rackctl/log.js';
import { Bench } from '../bench/bench.js';
import { runCampaign } from './campaign.js';
import { GROUPS, HANGS, NODES } from './cast.js';
import { showRack } from './screen.js';
import { type Summary, summarise, summaryText } from './summary.js';

interface Options {
  readonly json?: boolean;
  readonly keep?: boolean;
}

async function play(bench: Bench, quiet: boolean): Promise<Summary> {
  const good = new Map<string, string>();
  for (const platform of ['rauc', 'uboot-env'] as const)
    good.set(platform, (await bench.image({ version: 'v2', platform })).digest);
  const hanging = await bench.image({ version: 'v3', behaviour: 'hang', platform: 'rauc' });
  const imageOf = (id: string): string =>
    id === HANGS ? hanging.digest : (good.get(NODES.find((node) => node.id === id)?.platform ?? '') ?? '');

  await bench.startRackd();
  const client = bench.client();
  const watcher = bench.rack.watch(GROUPS);
  const screen = quiet ? undefined : showRack(client, process.stdout.isTTY === true);
  try {
    const result = await runCampaign(client, imageOf);
    const violations = watcher.stop().length;
    const verification = await verifyLive(client);
    const view = await client.rack();
    return summarise(result, view, violations, { events: view.logSeq, verified: verification.kind === 'sound' });
  } finally {
    await screen?.end();
  }
}

/** Leaves rack and rackd running, for people who want to try things. */
async function keep(bench: Bench): Promise<void> {
  console.log(
    `\nThe rack goes on until Ctrl-C. Try:\n  node dist/tools/rackctl/main.js --socket ${bench.actSocket} status`,
  );
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

async function main(options: Options): Promise<void> {
  const json = options.json === true;
  if (!json) console.log('Starting a virtual rack of 12 nodes, and rackd …');
  const bench = await Bench.open({ nodes: NODES, groups: GROUPS });
  try {
    const summary = await play(bench, json);
    console.log(json ? JSON.stringify(summary) : summaryText(summary));
    process.exitCode = summary.ok ? 0 : 1;
    if (options.keep === true) await keep(bench);
  } finally {
    await bench.close();
  }
}

await new Command('npm start --')
  .description('A whole rack upgraded before your eyes: virtual nodes, real protocols, the real supervisor.')
  .option('--once', 'end after one campaign (the default; for scripts)')
  .option('--json', 'only the summary on stdout, as JSON')
  .option('--keep', 'leave rack and rackd running afterwards')
  .addHelpText('after', '\nExamples:\n  npm start\n  npm start -- --once --json\n  npm start -- --keep')
  .action(main)
  .parseAsync();

// Everything is closed. Node 20 may spin for ever while it tears down a socket that dies just now (Environment::CleanupHandles), so it is not asked to.
process.exit();
