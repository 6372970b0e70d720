// A whole rack on loopback: for every node a model, a BMC on UDP, an SSH server and a health endpoint on TCP, all on free ports,
// all on one model clock. Keys and the BMC password are made anew for every rack and lie in files only their owner can read.
// Must never listen beyond 127.0.0.1 and leave nothing running after close().
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeKey } from '#adapters/ssh/testing/make-key.js';
import { VirtualBmc } from './bmc/bmc.js';
import { type ScaledClock, scaledClock } from './clock.js';
import { DEFAULT_SEED, slotImage } from './images.js';
import { signingKey } from './images/keys.js';
import type { PlatformName } from './node/names.js';
import { NodeModel } from './node/node.js';
import type { NodeProfile } from './node/profile.js';
import type { Behaviour } from './node/slot.js';
import { HealthEndpoint } from './services/health.js';
import { SshEndpoint } from './services/ssh.js';
import { Watcher, type WatchedGroup } from './watcher.js';
import { Link } from './wire/link.js';

export interface NodeSpec {
  readonly id: string;
  readonly platform: PlatformName;
  readonly profile?: Partial<NodeProfile>;
}

export interface RackOptions {
  readonly nodes: readonly NodeSpec[];
  /** What is in both slots of every node at the start. */
  readonly factory?: { readonly version: string; readonly behaviour?: Behaviour };
  /** Where key and password files go; made if it is not there. */
  readonly dir: string;
  /** Model milliseconds for each real one. */
  readonly speed?: number;
  readonly seed?: string;
}

export type PowerDomain = 'node' | 'bmc' | 'both';

export interface RackNode {
  readonly id: string;
  readonly platform: PlatformName;
  readonly ssh: { readonly host: string; readonly port: number; readonly user: string; readonly hostKey: string };
  readonly bmc: VirtualBmc & { readonly host: string; readonly port: number; readonly user: string };
  readonly health: { readonly url: string };
  readonly model: NodeModel;
  /** Every connection to the node ends, now. */
  dropConnections(): void;
  cutPower(what: PowerDomain): void;
  restorePower(what: PowerDomain): void;
}

export interface VirtualRack {
  readonly nodes: readonly RackNode[];
  readonly clock: ScaledClock;
  readonly seed: string;
  readonly keyFile: string;
  readonly passwordFile: string;
  node(id: string): RackNode;
  watch(groups: readonly WatchedGroup[], intervalMs?: number): Watcher;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const SSH_USER = 'root';
const BMC_USER = 'farside';
const NODES_MAX = 256;
const WATCH_INTERVAL_MS = 10;
/** Faults are plain fields: how soon a link that came back is noticed. */
const LINK_LOOK_MS = 20;
/** Get Chassis Status (IPMI v2.0 §28.2). */
const GET_CHASSIS_STATUS = { netFn: 0x00, command: 0x01 };

interface Secrets {
  readonly keyFile: string;
  readonly passwordFile: string;
  readonly publicKey: string;
  readonly password: string;
}

async function makeSecrets(dir: string): Promise<Secrets> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const pair = makeKey('farside virtual rack');
  const keyFile = join(dir, 'client_ed25519');
  const passwordFile = join(dir, 'bmc-password');
  // 15 bytes make 20 characters, the longest password that RMCP+ takes (IPMI v2.0 §22.30).
  const password = randomBytes(15).toString('base64url');
  await writeFile(keyFile, pair.private, { mode: 0o600 });
  await writeFile(`${keyFile}.pub`, `${pair.public}\n`);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  return { keyFile, passwordFile, publicKey: pair.public, password };
}

const hostKeyOf = (publicKey: string): string => publicKey.split(' ').slice(0, 2).join(' ');

/** The restore policy in force (bits 6:5): 0 stay off, 1 as before, 2 always on. */
function powersOn(bmc: VirtualBmc, wasOn: boolean): boolean {
  const { data } = bmc.fromHost(GET_CHASSIS_STATUS.netFn, GET_CHASSIS_STATUS.command, Buffer.alloc(0));
  const policy = ((data[0] ?? 0) >> 5) & 0x03;
  return policy === 2 || (policy === 1 && wasOn);
}

interface Standing {
  readonly node: RackNode;
  readonly link: Link;
  close(): Promise<void>;
}

async function raise(
  spec: NodeSpec,
  index: number,
  options: RackOptions,
  clock: ScaledClock,
  secrets: Secrets,
): Promise<Standing> {
  const seed = options.seed ?? DEFAULT_SEED;
  const { version, behaviour = 'good' } = options.factory ?? { version: 'v1' };
  const model = new NodeModel({
    ...spec,
    clock,
    image: slotImage(version, behaviour, undefined, seed),
    keyring: signingKey(seed).publicPem,
  });
  const users = [{ name: BMC_USER, password: secrets.password, privilege: 'administrator' as const }];
  const bmc = new VirtualBmc({
    name: `${spec.id}-bmc`,
    host: HOST,
    port: 0,
    users,
    suites: [17, 3],
    machine: model,
    clock,
    seed: index + 1,
  });
  model.connectBmc(bmc);
  model.startRunning();
  const link = new Link(() => model.faults.linkDown);
  const hostKey = makeKey();
  const otherHostKey = makeKey().private;
  const ssh = new SshEndpoint(model, {
    host: HOST,
    link,
    user: SSH_USER,
    hostKey: hostKey.private,
    otherHostKey,
    authorizedKey: secrets.publicKey,
  });
  const health = new HealthEndpoint(model, { host: HOST, link, seed: index + 1 });
  const close = async (): Promise<void> => {
    model.close();
    await Promise.all([ssh.close(), health.close(), bmc.close()]);
  };
  try {
    const [sshPort, healthPort, bmcAt] = await Promise.all([ssh.listen(), health.listen(), bmc.listen()]);
    const node: RackNode = {
      id: spec.id,
      platform: spec.platform,
      ssh: { host: HOST, port: sshPort, user: SSH_USER, hostKey: hostKeyOf(hostKey.public) },
      bmc: Object.assign(bmc, { host: HOST, port: bmcAt.port, user: BMC_USER }),
      health: { url: `http://${HOST}:${healthPort}/health` },
      model,
      dropConnections: () => {
        ssh.front.dropAll();
        health.front.dropAll();
      },
      ...powerSwitch(model, bmc),
    };
    return { node, link, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function powerSwitch(model: NodeModel, bmc: VirtualBmc): Pick<RackNode, 'cutPower' | 'restorePower'> {
  let wasOn = true;
  return {
    cutPower(what) {
      if (what !== 'node') {
        // A BMC without power forgets its watchdog (a cold reset does just that) and hears nothing.
        bmc.restart();
        bmc.faults.silent = true;
      }
      if (what === 'bmc') return;
      wasOn = model.isOn();
      model.cutMains();
    },
    restorePower(what) {
      if (what !== 'node') {
        bmc.restart();
        bmc.faults.silent = false;
      }
      if (what !== 'bmc') model.restoreMains(powersOn(bmc, wasOn));
    },
  };
}

export async function startVirtualRack(options: RackOptions): Promise<VirtualRack> {
  const ids = new Set(options.nodes.map(({ id }) => id));
  if (ids.size !== options.nodes.length) throw new Error('every node of a rack needs an id of its own');
  if (ids.size === 0 || ids.size > NODES_MAX)
    throw new RangeError(`a virtual rack has 1 to ${NODES_MAX} nodes, not ${ids.size}`);
  const clock = scaledClock(options.speed ?? 1);
  const secrets = await makeSecrets(options.dir);
  const standing: Standing[] = [];
  const watchers: Watcher[] = [];
  const look = setInterval(() => {
    for (const { link } of standing) link.release();
  }, LINK_LOOK_MS);
  look.unref();
  const close = async (): Promise<void> => {
    clearInterval(look);
    for (const watcher of watchers) watcher.stop();
    await Promise.all(standing.map((one) => one.close()));
    clock.close();
  };
  try {
    for (const [index, spec] of options.nodes.entries())
      standing.push(await raise(spec, index, options, clock, secrets));
  } catch (error) {
    await close();
    throw error;
  }
  const nodes = standing.map(({ node }) => node);
  return {
    nodes,
    clock,
    seed: options.seed ?? DEFAULT_SEED,
    keyFile: secrets.keyFile,
    passwordFile: secrets.passwordFile,
    node(id) {
      const found = nodes.find((node) => node.id === id);
      if (found === undefined)
        throw new Error(`this rack has no node ${id}; it has ${nodes.map((node) => node.id).join(', ')}`);
      return found;
    },
    watch(groups, intervalMs = WATCH_INTERVAL_MS) {
      const watcher = new Watcher(
        nodes.map(({ model }) => model),
        groups,
        clock,
        intervalMs,
      );
      watchers.push(watcher);
      return watcher;
    },
    close,
  };
}
