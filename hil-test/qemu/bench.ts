// The bench of `npm run hil`: one QEMU node, a virtual BMC on its power lines, and a real rackd process that supervises both over the real protocols.
// close() ends everything that it started; what was written stays until remove().
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RackClient } from '#proto/client.js';
import type { rack } from '#proto/contract.js';
import { ensureDevPki } from '#tools/pki/index.js';
import { RackdProcess } from '../bench/rackd-process.js';
import { VirtualBmc } from '../virtual/bmc/bmc.js';
import type { LedgerEntry } from '../virtual/bmc/ledger.js';
import { type ScaledClock, scaledClock } from '../virtual/clock.js';
import { buildImages } from './images.js';
import { ImageFolder } from './image-folder.js';
import { type PowerEvent, QemuMachine } from './machine.js';
import { makeSshKey, provisionNode } from './provision.js';
import { NODE, SITE, TRUST_DOMAIN, writeRackFile } from './rack-file.js';
import { pinHostKey, type SshTarget, waitForBoot } from './ssh-client.js';
import { isMarkedGood, lookAtNode, type NodeLook } from './witness.js';

export type Say = (line: string) => void;

const VERSIONS = ['v1', 'v2', 'v4-hang', 'v5-unhealthy'] as const;
const BMC_USER = 'farside';
const BOOT_TIMEOUT_MS = 120_000;
const READY_TIMEOUT_MS = 120_000;
const POLL_MS = 1_000;
/** Worth a line of progress; the rest is in the log. */
const TOLD = new Set(['swap.entered', 'swap.refused', 'swap.waiting', 'known-good.recorded', 'quarantine.set']);

type Parts = Pick<QemuBench, 'dir' | 'machine' | 'bmc' | 'clock' | 'images' | 'target' | 'rackd' | 'powerEvents'> & {
  readonly tls: { readonly ca: string; readonly certificate: string; readonly key: string };
  readonly say: Say;
};

export class QemuBench {
  readonly dir: string;
  readonly machine: QemuMachine;
  readonly bmc: VirtualBmc;
  readonly clock: ScaledClock;
  readonly images: ImageFolder;
  readonly target: SshTarget;
  readonly rackd: RackdProcess;
  /** What QEMU itself was told to do, beside the BMC's own ledger. */
  readonly powerEvents: readonly PowerEvent[];
  readonly say: Say;
  readonly #tls: Parts['tls'];
  #client: RackClient | undefined;
  #toldSeq = 0;

  private constructor(parts: Parts) {
    this.dir = parts.dir;
    this.machine = parts.machine;
    this.bmc = parts.bmc;
    this.clock = parts.clock;
    this.images = parts.images;
    this.target = parts.target;
    this.rackd = parts.rackd;
    this.powerEvents = parts.powerEvents;
    this.say = parts.say;
    this.#tls = parts.tls;
  }

  static async open(say: Say): Promise<QemuBench> {
    say('images: built or found in the cache …');
    const set = await buildImages();
    // Short: the paths of its sockets must fit into 107 bytes.
    const dir = await mkdtemp(join(tmpdir(), 'farside-hil-'));
    const pki = await ensureDevPki(join(dir, 'pki'), {
      trustDomain: TRUST_DOMAIN,
      rack: 'rack-01',
      identities: [SITE],
    });
    const [site] = pki.identities;
    if (site === undefined) throw new Error('the bench has no identity to act as');
    const images = await ImageFolder.fill(join(dir, 'images'), set, VERSIONS, pki.imageKey.privateKey);
    const loginKey = await makeSshKey(join(dir, 'login'));
    const disks = await provisionNode(dir, set, loginKey);
    const powerEvents: PowerEvent[] = [];
    const report = (event: PowerEvent): void => {
      powerEvents.push(event);
      if (event.kind === 'trouble') say(`machine: ${event.action} went wrong: ${event.reason}`);
    };
    const machine = await QemuMachine.create({ name: NODE, dir, disks, report });
    const clock = scaledClock(1);
    const password = randomBytes(15).toString('base64url');
    const passwordFile = join(dir, 'bmc-password');
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    const users = [{ name: BMC_USER, password, privilege: 'administrator' as const }];
    const bmc = new VirtualBmc({
      name: `${NODE}-bmc`,
      host: '127.0.0.1',
      port: 0,
      users,
      suites: [17],
      machine,
      clock,
    });
    const { port } = await bmc.listen();
    const file = join(dir, 'rack.yaml');
    await writeRackFile({
      file,
      stateDir: join(dir, 'state'),
      tls: { certificate: pki.rack.certificate, key: pki.rack.key, clientCa: pki.ca },
      images: { dir: images.dir, key: pki.imageKey.publicKey },
      compatible: set.image('v1').compatible,
      factory: images.get('v1').digest,
      ssh: { port: machine.sshPort, keyFile: loginKey.privateKeyFile, hostKey: machine.hostKey },
      bmc: { port, user: BMC_USER, passwordFile },
      healthPort: machine.healthPort,
    });
    const target: SshTarget = {
      port: machine.sshPort,
      hostKey: machine.hostKey,
      keyFile: loginKey.privateKeyFile,
      knownHostsFile: join(dir, 'known_hosts'),
    };
    await pinHostKey(target);
    const tls = { ca: pki.ca, certificate: site.certificate, key: site.key };
    const rackd = new RackdProcess(file, join(dir, 'rackd.log'));
    return new QemuBench({ dir, machine, bmc, clock, images, target, rackd, powerEvents, say, tls });
  }

  /** The event log. rackd owns it while it runs. */
  get logFile(): string {
    return join(this.dir, 'state', 'log.db');
  }

  async powerOn(): Promise<void> {
    this.machine.power('on', 'chassis-command');
    await waitForBoot(this.target, undefined, BOOT_TIMEOUT_MS);
  }

  async startRackd(): Promise<void> {
    const { address } = await this.rackd.start();
    this.#client = new RackClient({ kind: 'tls', ...this.#tls, address, name: 'localhost' });
    void this.#tell(this.#client);
  }

  /** SIGKILL: as if its machine had lost power. */
  async killRackd(): Promise<void> {
    await this.rackd.kill();
    this.#client?.close();
    this.#client = undefined;
  }

  get client(): RackClient {
    if (this.#client === undefined) throw new Error('rackd does not run');
    return this.#client;
  }

  /** rackd is sure of the node, and the node would boot again what it runs. */
  async ready(): Promise<NodeLook> {
    let last = 'nothing seen';
    for (const begunMs = performance.now(); performance.now() - begunMs < READY_TIMEOUT_MS; await pause()) {
      const view = await this.nodeView();
      last = JSON.stringify(view);
      if (!view.serving || view.knownGoodImage === '' || view.watchdog !== 'off') continue;
      const look = await lookAtNode(this.target);
      last = JSON.stringify(look);
      if (look.slot === view.knownGoodSlot && isMarkedGood(look, look.slot)) return look;
    }
    throw new Error(`the node was not ready within ${READY_TIMEOUT_MS / 1000} s; last seen: ${last}`);
  }

  async nodeView(): Promise<rack.Node> {
    const view = (await this.client.rack()).nodes.find((node) => node.id === NODE);
    if (view === undefined) throw new Error(`rackd does not know ${NODE}`);
    return view;
  }

  ledgerSince(atMs: number): readonly LedgerEntry[] {
    return this.bmc.ledger.filter((entry) => entry.atMs >= atMs);
  }

  /** Follows the event log for people. It ends with its rackd. */
  async #tell(client: RackClient): Promise<void> {
    try {
      for await (const event of client.watch(this.#toldSeq + 1)) {
        this.#toldSeq = event.seq;
        if (TOLD.has(event.kind)) this.say(`rackd: ${event.text}`);
      }
    } catch {
      // rackd was killed, as a scenario wanted it.
    }
  }

  async close(): Promise<void> {
    await this.killRackd();
    await this.bmc.close();
    await this.machine.stop();
    this.clock.close();
  }

  /** Only after a run in which all was well. */
  remove(): Promise<void> {
    return rm(this.dir, { recursive: true, force: true });
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, POLL_MS));
