#!/usr/bin/env node
// rackd: reads its configuration, opens its log, takes the concrete adapters in hand and starts. The one file that names them.
// Ends with a word and an exit code when it cannot go on: a supervisor that limps is worse than none, for the dead-men work without it.
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import pino from 'pino';
import { createBmc } from '#adapters/bmc/index.js';
import { commandDrain, kubernetesApi, kubernetesDrain, noDrain } from '#adapters/drain/index.js';
import { openImageStore } from '#adapters/images/index.js';
import { createRauc } from '#adapters/platforms/rauc/rauc.js';
import { createUbootEnv } from '#adapters/platforms/uboot-env/uboot-env.js';
import type { Platform } from '#adapters/ports/platform.js';
import type { Drain, Probe } from '#adapters/ports/services.js';
import { commandData, commandProbe, grpcProbe, httpProbe, tcpProbe } from '#adapters/probes/index.js';
import { openSsh, type Ssh } from '#adapters/ssh/index.js';
import { startApi } from './api/index.js';
import { fileProblems } from './config/files.js';
import { loadConfig } from './config/load.js';
import { problemLine } from './config/problem.js';
import type { NodeConfig, RackConfig } from './config/schema.js';
import { tlsProblems } from './config/tls-files.js';
import { openJournal } from './journal/journal.js';
import type { NodePorts } from './loop/hands.js';
import { type Clock, systemClock } from './ports/clock.js';
import type { RackModel } from './rack-model.js';
import { Supervisor } from './supervisor.js';
import { ServiceManager } from './systemd/service-manager.js';

/** sysexits.h */
const EXIT = { failed: 1, usage: 64, config: 78, io: 74, defect: 70 } as const;
/** For one look by a probe or a drain command. */
const LOOK_DEADLINE_MS = 3000;
const DRAIN_DEADLINE_MS = 30_000;

const version = (): string => {
  // From daemon/ in the sources, or from dist/daemon/.
  const here = dirname(fileURLToPath(import.meta.url));
  for (const up of ['..', '../..']) {
    try {
      return (JSON.parse(readFileSync(join(here, up, 'package.json'), 'utf8')) as { version: string }).version;
    } catch {}
  }
  return 'unknown';
};

const modelOf = (config: RackConfig): RackModel => ({
  rack: config.rack,
  nodes: config.nodes.map(({ id, tier, platform, image }) => ({
    id,
    tier,
    compatible: platform.compatible,
    platform: platform.kind,
    image,
  })),
  groups: config.groups,
  limits: config.limits,
  timing: config.timing.swap,
  tickMs: config.timing.tickMs,
  lookMs: config.timing.lookMs,
});

function platformOf({ id, platform }: NodeConfig, ssh: Ssh): Platform {
  switch (platform.kind) {
    case 'rauc': {
      const { bundleDir, grubEnv, grubCfg, systemConf } = platform;
      return createRauc({ node: id, ssh, config: { bundleDir, grubEnv, grubCfg, systemConf } });
    }
    case 'uboot-env': {
      const { slots, bootScript, attempts, envCopiesMin } = platform;
      return createUbootEnv({ node: id, ssh, config: { slots, bootScript, attempts, envCopiesMin } });
    }
  }
}

function probeOf({ probe }: NodeConfig, ssh: Ssh): Probe {
  const deadlineMs = LOOK_DEADLINE_MS;
  switch (probe.kind) {
    case 'http':
      return httpProbe({ url: probe.url, deadlineMs });
    case 'tcp':
      return tcpProbe({ host: probe.host, port: probe.port, deadlineMs });
    case 'grpc': {
      const host = probe.host.includes(':') ? `[${probe.host}]` : probe.host;
      return grpcProbe({ address: `${host}:${probe.port}`, service: probe.service, deadlineMs });
    }
    case 'command':
      return commandProbe({ ssh, argv: probe.argv, deadlineMs });
  }
}

function drainOf({ id, drain }: NodeConfig, ssh: Ssh, rack: string): Drain {
  switch (drain.kind) {
    case 'none':
      return noDrain(id);
    case 'command': {
      const { drain: away, undrain, check } = drain;
      return commandDrain({ node: id, ssh, drain: away, undrain, check, deadlineMs: DRAIN_DEADLINE_MS });
    }
    case 'kubernetes': {
      const { server, tokenFile, worker, deadline } = drain;
      const ca = readFileSync(drain.caFile);
      const api = kubernetesApi({ server, ca, tokenFile, callDeadlineMs: LOOK_DEADLINE_MS });
      return kubernetesDrain({ node: id, worker, rack, api, deadlineMs: deadline });
    }
  }
}

function portsOf(node: NodeConfig, rack: string): NodePorts {
  const { host, port, user, keyFile, hostKeys } = node.ssh;
  const ssh = openSsh({ node: node.id, host, port, user, keyFile, hostKeys });
  return {
    platform: platformOf(node, ssh),
    bmc: createBmc({
      node: node.id,
      host: node.bmc.host,
      port: node.bmc.port,
      user: node.bmc.user,
      passwordFile: node.bmc.passwordFile,
      cipherSuites: node.bmc.cipherSuites,
    }),
    probe: probeOf(node, ssh),
    drain: drainOf(node, ssh, rack),
    ...(node.data === undefined
      ? {}
      : { data: commandData({ node: node.id, ssh, argv: node.data.argv, deadlineMs: LOOK_DEADLINE_MS }) }),
  };
}

/** Only files that can be read are looked into. */
function namedFileProblems(config: RackConfig): string[] {
  const unfit = fileProblems(config);
  return unfit.length > 0 ? unfit : tlsProblems(config);
}

/** A start that cannot be is told in one line: whoever stands at the rack has no use for a stack. */
function orEnd<T>(code: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    return cannotStart(error, code);
  }
}

function cannotStart(error: unknown, code: number): never {
  console.error(`rackd: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(code);
}

/** Says every problem with its place, and ends. */
function readConfig(path: string): { config: RackConfig; digest: string } {
  const loaded = loadConfig(path);
  const problems =
    loaded.kind === 'bad'
      ? loaded.problems.map(problemLine)
      : namedFileProblems(loaded.config).map((text) => `${path}: ${text}`);
  if (loaded.kind === 'ok' && problems.length === 0) return loaded;
  for (const problem of problems) console.error(problem);
  const count = `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
  console.error(`rackd: ${path} cannot be used (${count}). Nothing was started.`);
  process.exit(EXIT.config);
}

async function run(path: string): Promise<void> {
  const { config, digest } = readConfig(path);
  const log = pino(
    { redact: { paths: ['*.password', '*.key', '*.passwordFile', '*.keyFile'], censor: '[secret]' } },
    pino.destination(2),
  );
  const clock: Clock = systemClock();
  orEnd(EXIT.io, () => mkdirSync(config.stateDir, { recursive: true, mode: 0o750 }));
  const die = (error: unknown, code: number): never => {
    log.fatal(
      { err: error },
      'rackd ends: what it was swapping comes home by its dead-man; systemd starts rackd again',
    );
    process.exit(code);
  };
  const images = orEnd(EXIT.config, () => openImageStore({ dir: config.images.dir, keys: config.images.keys }));
  const journal = orEnd(EXIT.io, () =>
    openJournal(join(config.stateDir, 'log.db'), {
      stamp: () => ({ at: clock.wall().toISOString(), monoMs: clock.monoMs(), boot: clock.boot }),
    }),
  );
  const nodes = new Map(config.nodes.map((node) => [node.id, portsOf(node, config.rack)]));
  const supervisor = new Supervisor({
    model: modelOf(config),
    journal,
    nodes,
    images,
    clock,
    version: version(),
    configDigest: digest,
    say: ({ seq, kind, text }) => log.info({ seq, kind }, text),
    onFatal: (error) => die(error, EXIT.defect),
  });
  await supervisor.start();
  const api = await startApi({ core: supervisor.core, config, log }).catch((error: unknown) =>
    cannotStart(error, EXIT.io),
  );
  const systemd = new ServiceManager({ healthy: supervisor.core.healthy, log });
  systemd.ready();
  log.info(
    { address: api.address, sockets: config.sockets },
    `rackd ${version()} supervises rack ${config.rack}: ${config.nodes.length} nodes`,
  );

  const end = async (signal: string): Promise<void> => {
    log.info(`${signal}: rackd ends; nodes past their reboot come home by themselves`);
    systemd.stopping();
    await api.close();
    await supervisor.stop();
    await Promise.allSettled([...nodes.values()].flatMap(({ platform, bmc }) => [platform.close(), bmc.close()]));
    journal.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      end(signal).catch((error: unknown) => die(error, EXIT.failed));
    });
  }
  process.on('unhandledRejection', (error) => die(error, EXIT.defect));
}

const program = new Command('rackd')
  .description('Supervises one rack: swaps its nodes between A/B slots, behind a safety kernel and a dead-man.')
  .requiredOption('--config <file>', "the rack's configuration (YAML)")
  .option('--check', 'check the configuration and the files it names, then end')
  .addHelpText(
    'after',
    '\nExamples:\n  rackd --config /etc/farside/rack.yaml --check\n  rackd --config /etc/farside/rack.yaml',
  )
  .action(async ({ config, check }: { config: string; check?: boolean }) => {
    if (check !== true) return run(config);
    const { config: good } = readConfig(config);
    console.log(`${config} is good: rack ${good.rack}, ${good.nodes.length} nodes in ${good.groups.length} groups.`);
  });

program.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.usage));
await program.parseAsync();
