// The configuration file of a rack on the bench: what a site engineer would write for these nodes, with times that suit a model.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { RackNode, VirtualRack } from '../virtual/rack.js';
import { COMPATIBLE } from '../virtual/node/rootfs.js';

export interface BenchGroup {
  readonly id: string;
  readonly needed: number;
  readonly lifeCritical?: boolean;
  readonly members: readonly string[];
  readonly after?: readonly string[];
  readonly data?: { readonly backupAge?: string };
}

export interface BenchConfig {
  readonly rack: VirtualRack;
  readonly dir: string;
  readonly groups: readonly BenchGroup[];
  /** The digest that a node of this platform runs at the start. */
  readonly factory: (platform: string) => string;
  readonly images: { readonly dir: string; readonly publicKeyFile: string };
  readonly pki: { readonly certificate: string; readonly key: string; readonly clientCa: string };
  readonly grants: readonly { readonly identity: string; readonly roles: readonly string[] }[];
  readonly trustDomain: string;
  readonly limits?: Record<string, unknown>;
  readonly timing?: Record<string, unknown>;
  readonly tier?: (node: string) => number;
}

/** Patient enough for a busy machine, quick enough for a model that boots in 1.4 s. */
const LIMITS = {
  evidenceAge: '3s',
  outages: 6,
  starting: 6,
  downAfter: '1s',
  silentLooks: 3,
  watchdog: '8s',
  watchdogRemainingMin: '4s',
  powerActions: 20,
};
const TIMING = {
  tick: '50ms',
  look: '150ms',
  validateFor: '600ms',
  failAfter: '1500ms',
  hold: '2s',
  bootAllowance: '6s',
  retryAfter: '700ms',
  rebootGrace: '4s',
  deadlines: {
    preflight: '20s',
    staging: '60s',
    staged: '120s',
    draining: '15s',
    arming: '20s',
    rebooting: '15s',
    booting: '30s',
    validating: '20s',
    committing: '20s',
    returning: '20s',
    fallingBack: '30s',
    recovering: '90s',
  },
};

const DRAIN = { kind: 'command', drain: ['farside-drain'], undrain: ['farside-undrain'], check: ['farside-drained'] };

function platform(node: RackNode) {
  return node.platform === 'rauc'
    ? {
        kind: 'rauc',
        compatible: COMPATIBLE,
        bundleDir: '/data/bundles',
        grubEnv: '/env/grub/grubenv',
        grubCfg: '/env/grub/grub.cfg',
      }
    : {
        kind: 'uboot-env',
        compatible: COMPATIBLE,
        slots: { A: '/dev/vda2', B: '/dev/vda3' },
        bootScript: 'farside-ab-v1',
        envCopiesMin: 1,
      };
}

export async function writeRackConfig(bench: BenchConfig): Promise<string> {
  const { rack, dir } = bench;
  const lifeCritical = new Set(bench.groups.filter((group) => group.lifeCritical).flatMap((group) => group.members));
  const keepsData = new Set(bench.groups.filter(({ data }) => data !== undefined).flatMap(({ members }) => members));
  const config = {
    rack: 'rack-01',
    trustDomain: bench.trustDomain,
    stateDir: join(dir, 'state'),
    listen: '127.0.0.1:0',
    tls: bench.pki,
    grants: bench.grants,
    images: { dir: bench.images.dir, keys: [bench.images.publicKeyFile] },
    limits: { ...LIMITS, ...bench.limits },
    timing: { ...TIMING, ...bench.timing },
    groups: bench.groups,
    nodes: rack.nodes.map((node) => ({
      id: node.id,
      tier: bench.tier?.(node.id) ?? (lifeCritical.has(node.id) ? 1 : 2),
      platform: platform(node),
      image: bench.factory(node.platform),
      ssh: {
        host: node.ssh.host,
        port: node.ssh.port,
        user: node.ssh.user,
        keyFile: rack.keyFile,
        hostKeys: [node.ssh.hostKey],
      },
      bmc: { host: node.bmc.host, port: node.bmc.port, user: node.bmc.user, passwordFile: rack.passwordFile },
      probe: { kind: 'http', url: node.health.url },
      drain: DRAIN,
      ...(keepsData.has(node.id) ? { data: { argv: ['farside-data'] } } : {}),
    })),
  };
  const file = join(dir, 'rack.yaml');
  await writeFile(file, stringify(config, { aliasDuplicateObjects: false }));
  return file;
}
