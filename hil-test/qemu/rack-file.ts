// The configuration that rackd is given for the bench: one RAUC node, with times that suit software emulation on a busy machine.
// It must never name a secret itself, only the files that hold them.
import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';

export const NODE = 'qemu-01';
export const TRUST_DOMAIN = 'bench.example';
export const SITE = { kind: 'site', name: 'base-1' } as const;

export type RackFile = {
  readonly file: string;
  readonly stateDir: string;
  readonly tls: { readonly certificate: string; readonly key: string; readonly clientCa: string };
  readonly images: { readonly dir: string; readonly key: string };
  readonly compatible: string;
  /** The digest of what the node runs at the start. */
  readonly factory: string;
  readonly ssh: { readonly port: number; readonly keyFile: string; readonly hostKey: string };
  readonly bmc: { readonly port: number; readonly user: string; readonly passwordFile: string };
  readonly healthPort: number;
};

/** An emulated boot takes 6 to 25 s, a login half a second to three. */
const LIMITS = {
  evidenceAge: '15s',
  outages: 1,
  starting: 1,
  downAfter: '5s',
  silentLooks: 3,
  watchdog: '60s',
  watchdogRemainingMin: '20s',
  powerActions: 20,
};
const TIMING = {
  tick: '250ms',
  // Every look costs the node's one emulated core about a second.
  look: '2s',
  validateFor: '5s',
  failAfter: '10s',
  hold: '10s',
  bootAllowance: '60s',
  retryAfter: '2s',
  rebootGrace: '20s',
  deadlines: {
    preflight: '90s',
    staging: '300s',
    staged: '60s',
    draining: '30s',
    arming: '60s',
    rebooting: '60s',
    booting: '180s',
    validating: '60s',
    committing: '150s',
    returning: '150s',
    fallingBack: '180s',
    recovering: '300s',
  },
};

export async function writeRackFile(bench: RackFile): Promise<void> {
  const host = '127.0.0.1';
  const config = {
    rack: 'rack-01',
    trustDomain: TRUST_DOMAIN,
    stateDir: bench.stateDir,
    listen: `${host}:0`,
    tls: bench.tls,
    grants: [{ identity: `spiffe://${TRUST_DOMAIN}/${SITE.kind}/${SITE.name}`, roles: ['look', 'start', 'resume'] }],
    images: { dir: bench.images.dir, keys: [bench.images.key] },
    limits: LIMITS,
    timing: TIMING,
    groups: [],
    nodes: [
      {
        id: NODE,
        tier: 2,
        platform: { kind: 'rauc', compatible: bench.compatible },
        image: bench.factory,
        ssh: {
          host,
          port: bench.ssh.port,
          user: 'root',
          keyFile: bench.ssh.keyFile,
          // Without its comment, as somebody would copy it from the node.
          hostKeys: [bench.ssh.hostKey.split(' ').slice(0, 2).join(' ')],
        },
        bmc: { host, port: bench.bmc.port, user: bench.bmc.user, passwordFile: bench.bmc.passwordFile },
        probe: { kind: 'http', url: `http://${host}:${bench.healthPort}/health` },
        drain: { kind: 'none' },
      },
    ],
  };
  await writeFile(bench.file, stringify(config, { aliasDuplicateObjects: false }));
}
