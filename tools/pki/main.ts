#!/usr/bin/env node
// farside-pki: makes and renews development certificates. Says where the files are; never prints a key.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { ensureDevPki, type Identity } from './index.js';

interface InitOptions {
  readonly dir: string;
  readonly rack: string;
  readonly site: string;
  readonly operator: string;
  readonly trustDomain: string;
}

export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('farside-pki')
    .description('Development certificates for one rack. Not for a real site: that one brings its own CA.')
    .exitOverride();
  program
    .command('init')
    .description('make what is missing, renew what is nearly over, keep the rest')
    .requiredOption('--dir <directory>', 'where the files are kept')
    .requiredOption('--rack <id>', 'the rack')
    .requiredOption('--site <id>', 'the site controller that may talk to it')
    .requiredOption('--operator <name>', 'the person who may talk to it')
    .option('--trust-domain <name>', 'the trust domain', 'moon.example')
    .action(async (options: InitOptions) => {
      const identities: Identity[] = [
        { kind: 'site', name: options.site },
        { kind: 'operator', name: options.operator },
      ];
      const pki = await ensureDevPki(options.dir, { trustDomain: options.trustDomain, rack: options.rack, identities });
      const files = [pki.ca, pki.rack.certificate, ...pki.identities.map((pair) => pair.certificate)];
      process.stdout.write(`${[...files, pki.imageKey.publicKey].join('\n')}\n`);
    });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    const { code, exitCode } = error as { code?: string; exitCode?: number };
    // commander has already said what was wrong with the command line.
    if (code?.startsWith('commander.')) return exitCode === 0 ? 0 : 2;
    process.stderr.write(`farside-pki: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}
