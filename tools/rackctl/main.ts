#!/usr/bin/env node
// rackctl: what people at a rack (or far from it) say to its supervisor. Talks only over the wire contract; knows no other way in.
import { randomUUID } from 'node:crypto';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type Endpoint, isServiceError, RackClient, status } from '#proto/client.js';
import type { rack } from '#proto/contract.js';
import { type Asked, codeOfError, codeOfRefusal, codeOfSwap, EXIT, type ExitCode, isOver } from './exit-codes.js';
import { explainRow, explanationText } from './explain.js';
import { exportLog, verificationView, verifyFile, verifyLive } from './log.js';
import { nodesTable, statusText, swapText, verdictText } from './words.js';

interface GlobalOptions {
  readonly socket: string;
  readonly address?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly json?: boolean;
}

const program: Command = new Command('rackctl')
  .description('Look at, steer and stop the supervisor of one rack.')
  .addOption(
    new Option('--socket <path>', "the rack's local socket")
      .env('FARSIDE_SOCKET')
      .default('/var/lib/farside/run/act.sock'),
  )
  .addOption(
    new Option('--address <host:port>', 'reach the rack over mutual TLS instead of the socket').env('FARSIDE_ADDRESS'),
  )
  .addOption(new Option('--ca <file>', "who signed the rack's certificate (PEM)").env('FARSIDE_CA'))
  .addOption(new Option('--cert <file>', 'your certificate (PEM)').env('FARSIDE_CERT'))
  .addOption(new Option('--key <file>', "your certificate's key (PEM)").env('FARSIDE_KEY'))
  .option('--json', 'JSON on stdout instead of tables')
  .exitOverride()
  .addHelpText(
    'after',
    `
Exit codes: 0 done, 1 failed, 2 usage, 3 refused by the safety kernel, 4 approval needed, 5 stopped, 75 rack unreachable.

Examples:
  rackctl status                                   how the rack is, group by group
  rackctl plan n07 sha256:4f2a…                    would a swap be allowed now, and if not, why not
  rackctl swap n07 sha256:4f2a…                    swap n07 and follow it to its end
  rackctl explain 217                              what row 217 of the log means: a refusal, its rules, what to do
  rackctl stop --why "smoke in aisle 3"            nothing new starts; what is past its reboot runs to its safe end
  rackctl --address 10.0.7.2:7443 --ca ca.pem --cert me.pem --key me.key nodes`,
  );

function endpoint(options: GlobalOptions): Endpoint {
  const { address, ca, cert, key } = options;
  if (address === undefined) return { kind: 'socket', path: options.socket };
  if (ca === undefined || cert === undefined || key === undefined) {
    program.error('error: --address needs --ca, --cert and --key', { exitCode: EXIT.usage });
  }
  return { kind: 'tls', address, ca, certificate: cert, key };
}

function rowNumber(text: string): number {
  const seq = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seq))
    throw new InvalidArgumentError('It must be the number of a row.');
  return seq;
}

let exitCode: ExitCode = EXIT.done;

/** Runs a command against the rack and turns what comes into words and an exit code. */
function withRack<A extends unknown[]>(
  work: (client: RackClient, json: boolean, ...args: A) => Promise<ExitCode | undefined>,
) {
  return async (...args: A): Promise<void> => {
    const options = program.opts<GlobalOptions>();
    const client = new RackClient(endpoint(options));
    try {
      exitCode = (await work(client, options.json === true, ...args)) ?? EXIT.done;
    } catch (error) {
      exitCode = codeOfError(error);
      console.error(`rackctl: ${explain(error, client.where)}`);
    } finally {
      client.close();
    }
  };
}

function explain(error: unknown, where: string): string {
  if (!isServiceError(error)) return error instanceof Error ? error.message : String(error);
  if (error.code === status.UNAVAILABLE || error.code === status.DEADLINE_EXCEEDED) {
    return `no answer from the rack at ${where} (${error.details}). Is rackd running there, and may you reach it? Nodes that it was swapping come home by themselves.`;
  }
  return error.details || error.message;
}

const print = (json: boolean, data: unknown, text: () => string): void => {
  console.log(json ? JSON.stringify(data) : text());
};

program
  .command('status')
  .description('groups, swaps underway, stop')
  .action(
    withRack(async (client, json) => {
      const view = await client.rack();
      print(json, view, () => statusText(view));
      return undefined;
    }),
  );

program
  .command('nodes')
  .description('a line per node')
  .action(
    withRack(async (client, json) => {
      const view = await client.rack();
      print(json, view.nodes, () => nodesTable(view));
      return undefined;
    }),
  );

program
  .command('plan')
  .argument('<node>')
  .argument('<image>')
  .description('would a swap be allowed now? Changes nothing')
  .action(
    withRack(async (client, json, node: string, image: string) => {
      const plan = await client.plan({ node, image });
      print(json, plan, () =>
        plan.verdict?.allowed
          ? `A swap of ${node} may begin, into slot ${plan.slot}: ${verdictText(plan.verdict)}.\n${plan.steps.map((step) => `  ${step}`).join('\n')}`
          : `A swap of ${node} is refused:\n${verdictText(plan.verdict)}`,
      );
      return plan.verdict?.allowed ? EXIT.done : codeOfRefusal(plan.verdict);
    }),
  );

interface JobOptions {
  readonly idempotencyKey?: string;
  readonly wait: boolean;
  readonly why?: string;
}

/** Prints each state as it is entered, on stderr when stdout is for JSON, and the end on stdout. */
async function follow(client: RackClient, accepted: rack.Accepted, json: boolean, asked: Asked): Promise<ExitCode> {
  const progress = json ? console.error : console.log;
  const now = await client.swap(accepted.swapId);
  if (!isOver(now)) {
    for await (const event of client.watch(accepted.seq + 1)) {
      if (event.swap !== accepted.swapId || event.kind === 'intent.closed') continue;
      progress(`${event.at.slice(11, 19)}  ${event.text}`);
      if (event.kind !== 'swap.entered' && event.kind !== 'swap.refused') continue;
      if (isOver(await client.swap(accepted.swapId))) break;
    }
  }
  const end = await client.swap(accepted.swapId);
  print(json, end, () => swapText(end));
  return codeOfSwap(end, asked);
}

async function finish(
  client: RackClient,
  json: boolean,
  asked: Asked,
  accepted: rack.Accepted,
  options: JobOptions,
): Promise<ExitCode> {
  if (options.wait) return follow(client, accepted, json, asked);
  print(
    json,
    accepted,
    () => `accepted as ${accepted.swapId}, row ${accepted.seq} of the log; nothing has happened yet`,
  );
  return EXIT.done;
}

const job = (name: string) =>
  program
    .command(name)
    // Not --key: that is the caller's TLS key, and the program would take it for itself without a word.
    .option('--idempotency-key <key>', 'the same key never starts two (default: a fresh one)')
    .option('--no-wait', 'return once it is accepted');
const keyOf = (options: JobOptions): string => options.idempotencyKey ?? randomUUID();

job('stage')
  .argument('<node>')
  .argument('<image>')
  .description('write an image to the inactive slot; the node goes on serving')
  .action(
    withRack(async (client, json, node: string, image: string, options: JobOptions) =>
      finish(client, json, 'stage', await client.stage({ node, image, idempotencyKey: keyOf(options) }), options),
    ),
  );
job('swap')
  .argument('<node>')
  .argument('<image>')
  .description('swap a node to an image, staging it first where needed')
  .action(
    withRack(async (client, json, node: string, image: string, options: JobOptions) =>
      finish(client, json, 'swap', await client.start({ node, image, idempotencyKey: keyOf(options) }), options),
    ),
  );
job('rollback')
  .argument('<node>')
  .option('--why <text>', 'for the log')
  .description('turn a running swap back, or return to the image before')
  .action(
    withRack(async (client, json, node: string, options: JobOptions) =>
      finish(
        client,
        json,
        'rollback',
        await client.rollback({ node, idempotencyKey: keyOf(options), why: options.why ?? '' }),
        options,
      ),
    ),
  );
job('recover')
  .argument('<node>')
  .option('--why <text>', 'for the log')
  .option('--clear-quarantine', 'you have looked at the node and it may be touched again')
  .description('climb the recovery ladder for a node that does not serve')
  .action(
    withRack(async (client, json, node: string, options: JobOptions & { clearQuarantine?: boolean }) =>
      finish(
        client,
        json,
        'recover',
        await client.recover({
          node,
          idempotencyKey: keyOf(options),
          clearQuarantine: options.clearQuarantine === true,
          why: options.why ?? '',
        }),
        options,
      ),
    ),
  );

program
  .command('stop')
  .option('--why <text>', 'for everyone who wonders', '')
  .description('EMERGENCY STOP: nothing new starts')
  .action(
    withRack(async (client, json, options: { why: string }) => {
      const accepted = await client.stop(options.why);
      print(
        json,
        accepted,
        () => 'Stopped. Nothing new starts; what is past its reboot runs to its safe end (`rackctl status`).',
      );
      return undefined;
    }),
  );
program
  .command('resume')
  .option('--why <text>', 'for the log', '')
  .description('lift the stop')
  .action(
    withRack(async (client, json, options: { why: string }) => {
      const accepted = await client.resume(options.why);
      print(json, accepted, () => 'The stop is lifted.');
      return undefined;
    }),
  );

program
  .command('watch')
  .option('--from <seq>', 'from this row of the log on; 0: from now', rowNumber, 0)
  .description('follow the event log')
  .action(
    withRack(async (client, json, { from }: { from: number }) => {
      for await (const event of client.watch(from)) {
        console.log(
          json ? JSON.stringify(event) : `${String(event.seq).padStart(6)}  ${event.at.slice(11, 23)}  ${event.text}`,
        );
      }
      return undefined;
    }),
  );

program
  .command('explain')
  .argument('<seq>', 'the number of a row, as watch and refusals show it', rowNumber)
  .description('one row of the log in words: why it was refused, or which rules allowed it, and how it came to it')
  .action(
    withRack(async (client, json, seq: number) => {
      const explanation = await explainRow(client, seq);
      if (explanation === undefined) throw new Error(`the log has no row ${seq} (\`rackctl status\` shows the newest)`);
      print(json, explanation, () => explanationText(explanation));
      return undefined;
    }),
  );

const log = program.command('log').description('the event log');
log
  .command('export')
  .argument('[file]')
  .description('one JSON object a line, with hashes')
  .action(
    withRack(async (client, _json, file: string | undefined) => {
      await exportLog(client, file);
      return undefined;
    }),
  );
log
  .command('verify')
  .argument('[file]', "an export, or a copy of the rack's log database; without it the live log")
  .description('check every hash of a log')
  .action(
    withRack(async (client, json, file: string | undefined) => {
      const verification = await (file === undefined ? verifyLive(client) : verifyFile(file));
      const view = verificationView(verification);
      print(json, view, () =>
        verification.kind === 'sound'
          ? `The log holds together: ${verification.rows} rows, head ${view.head?.hash}.`
          : `THE LOG WAS ALTERED at row ${verification.seq}: ${verification.text}.`,
      );
      return view.ok ? EXIT.done : EXIT.failed;
    }),
  );

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
}
// Not left to Node's own end: it may spin for ever tearing down a connection that dies just then (Environment::CleanupHandles, Node 20).
process.exit(exitCode);
