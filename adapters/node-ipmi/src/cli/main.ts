#!/usr/bin/env node
// `node-ipmi`: one thing, asked of one BMC or of many at once. Each gets its own session and its own answer; one that hangs keeps nobody waiting.
// Must never take the password from an argument or a variable, and never print it.
import { isatty, ReadStream } from 'node:tty';
import { parseArgs } from 'node:util';

import { Bmc } from '../bmc.js';
import type { IpmiResult } from '../result.js';
import { ACTIONS, type Job } from './actions.js';
import { type Target, targetsOf } from './hosts.js';
import { passwordFromFile, passwordFromPrompt } from './password.js';

/** As sysexits.h and rackctl have them: 75 is worth another try. */
const EXIT = { done: 0, unknown: 1, usage: 2, refused: 3, failed: 75 } as const;
/** The worst of many: what nobody knows is worse than what certainly was not done. */
const ORDER = ['done', 'refused', 'failed', 'unknown'] as const;
const AT_ONCE = 64;

const HELP = `Usage: node-ipmi -H <hosts> -U <user> [options] <action>

Actions:
${Object.values(ACTIONS)
  .map(({ usage, about }) => `  ${usage}\n      ${about}`)
  .join('\n')}

Options:
  -H, --hosts <list>          n[01-40],rack7-bmc,10.0.7.21:6230
  -U, --user <name>
  -f, --password-file <file>  mode 600; without it the password is asked for. There is no other way to give it
  -C, --cipher-suites <list>  17 (default), 3, or 17,3: the next is tried only where the BMC refuses the one before
  -L, --privilege <level>     administrator (default) or operator
  -p, --port <number>         623
      --timeout <ms>          first retransmission timer, 500
      --json                  one JSON array on stdout
  -h, --help

Exit codes: 0 done, 1 nobody knows whether it was done, 2 usage, 3 refused by a BMC, 75 not reached or not let in (certainly not done).
Of many hosts the worst counts: 1, then 75, then 3.

Examples:
  node-ipmi -H n[01-40] -U admin -f bmc.password power status
  node-ipmi -H n07 -U admin watchdog set power-cycle 300
  node-ipmi -H n07,n08 -U admin -f bmc.password --json sensors
  node-ipmi -H n07 -U admin -f bmc.password raw 0x06 0x01`;

class UsageError extends Error {}

interface Asked {
  readonly targets: readonly Target[];
  readonly job: Job;
  readonly json: boolean;
  readonly passwordFile: string | undefined;
  readonly bmc: (target: Target, password: () => Buffer) => Bmc;
}

function parse(argv: readonly string[]): Asked | 'help' {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      hosts: { type: 'string', short: 'H' },
      user: { type: 'string', short: 'U' },
      'password-file': { type: 'string', short: 'f' },
      'cipher-suites': { type: 'string', short: 'C', default: '17' },
      privilege: { type: 'string', short: 'L', default: 'administrator' },
      port: { type: 'string', short: 'p', default: '623' },
      timeout: { type: 'string', default: '500' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const [word, ...args] = positionals;
  const action = word === undefined || !Object.hasOwn(ACTIONS, word) ? undefined : ACTIONS[word];
  if (action === undefined)
    throw new UsageError(`${word ?? 'nothing'} is no action; there are ${Object.keys(ACTIONS).join(', ')}`);
  if (values.hosts === undefined) throw new UsageError('-H is missing: which BMCs?');
  if (values.user === undefined) throw new UsageError('-U is missing: which user?');
  const { user } = values;
  const suites = values['cipher-suites'].split(',').map(Number) as (17 | 3)[];
  const privilege = values.privilege as 'administrator' | 'operator';
  const bmc = ({ host, port }: Target, password: () => Buffer): Bmc =>
    new Bmc({
      host,
      port: port ?? Number(values.port),
      user,
      password,
      cipherSuites: suites,
      privilege,
      timeoutMs: Number(values.timeout),
    });
  const targets = targetsOf(values.hosts);
  // What cannot be is said before a password is asked for.
  for (const target of targets.slice(0, 1)) void bmc(target, () => Buffer.alloc(0)).close();
  return { targets, job: action.job(args), json: values.json, passwordFile: values['password-file'], bmc };
}

async function askPassword(file: string | undefined): Promise<Buffer> {
  if (file !== undefined) return passwordFromFile(file);
  if (!isatty(0)) throw new UsageError('there is no terminal to ask for the password; give --password-file');
  return passwordFromPrompt(new ReadStream(0), (text) => void process.stderr.write(text));
}

type Answer = { readonly host: string } & IpmiResult<unknown>;

async function askAll({ targets, job, bmc }: Asked, password: Buffer): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  let over = 0;
  const isSlow = setInterval(() => process.stderr.write(`${over} of ${targets.length} have answered …\n`), 2_000);
  const lane = async (): Promise<void> => {
    for (let at = next++; at < targets.length; at = next++) {
      const target = targets[at] as Target;
      const peer = bmc(target, () => Buffer.from(password));
      const host = target.port === undefined ? target.host : `${target.host}:${target.port}`;
      answers[at] = { host, ...(await job.ask(peer)) };
      over += 1;
      await peer.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, targets.length) }, lane));
  clearInterval(isSlow);
  return answers;
}

function show(answers: readonly Answer[], { job, json }: Asked): void {
  if (json) {
    const plain = (_key: string, value: unknown): unknown =>
      value instanceof Object && 'type' in value && value.type === 'Buffer' && 'data' in value
        ? Buffer.from(value.data as number[]).toString('hex')
        : value;
    console.log(JSON.stringify(answers, plain));
    return;
  }
  for (const answer of answers) {
    const prefix = answers.length > 1 ? `${answer.host}: ` : '';
    if (answer.kind === 'done') for (const line of job.show(answer.value)) console.log(`${prefix}${line}`);
    else console.error(`${prefix}${answer.kind.toUpperCase()}: ${answer.text}`);
  }
}

async function main(): Promise<number> {
  let asked: Asked | 'help';
  let password: Buffer;
  try {
    asked = parse(process.argv.slice(2));
    if (asked === 'help') {
      console.log(HELP);
      return EXIT.done;
    }
    password = await askPassword(asked.passwordFile);
  } catch (error) {
    console.error(`node-ipmi: ${error instanceof Error ? error.message : String(error)}. node-ipmi --help shows how.`);
    return EXIT.usage;
  }
  const answers = await askAll(asked, password);
  password.fill(0);
  show(answers, asked);
  const worst = ORDER.findLast((kind) => answers.some((answer) => answer.kind === kind)) ?? 'done';
  return EXIT[worst];
}

process.exitCode = await main();
