// A bench: a virtual rack, images with manifests, certificates, a configuration, and a real rackd process that supervises it all over the real
// protocols. Demo and tests stand on it. close() ends everything it started.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Endpoint, RackClient } from '#proto/client.js';
import { ensureDevPki } from '#tools/pki/index.js';
import { type NodeSpec, startVirtualRack, type VirtualRack } from '../virtual/rack.js';
import { type BenchImage, BenchImages } from './images.js';
import { type BenchGroup, writeRackConfig } from './rack-config.js';
import { RackdProcess } from './rackd-process.js';

export interface BenchOptions {
  readonly nodes: readonly NodeSpec[];
  readonly groups: readonly BenchGroup[];
  readonly speed?: number;
  readonly limits?: Record<string, unknown>;
  readonly timing?: Record<string, unknown>;
  readonly tier?: (node: string) => number;
}

const TRUST_DOMAIN = 'bench.example';
const SITE = { kind: 'site', name: 'base-1' } as const;

export class Bench {
  readonly dir: string;
  readonly rack: VirtualRack;
  readonly images: BenchImages;
  readonly rackd: RackdProcess;
  readonly actSocket: string;
  readonly lookSocket: string;
  readonly configFile: string;
  readonly tls: Omit<Extract<Endpoint, { kind: 'tls' }>, 'address'>;
  readonly #clients: RackClient[] = [];
  address = '';

  private constructor(parts: Pick<Bench, 'dir' | 'rack' | 'images' | 'rackd' | 'configFile' | 'tls'>) {
    this.dir = parts.dir;
    this.rack = parts.rack;
    this.images = parts.images;
    this.rackd = parts.rackd;
    this.configFile = parts.configFile;
    this.tls = parts.tls;
    this.actSocket = join(parts.dir, 'state', 'run', 'act.sock');
    this.lookSocket = join(parts.dir, 'state', 'run', 'look.sock');
  }

  static async open(options: BenchOptions): Promise<Bench> {
    const dir = await mkdtemp(join(tmpdir(), 'farside-bench-'));
    const pki = await ensureDevPki(join(dir, 'pki'), {
      trustDomain: TRUST_DOMAIN,
      rack: 'rack-01',
      identities: [SITE],
    });
    const site = pki.identities[0];
    if (site === undefined) throw new Error('the bench has no identity to act as');
    const images = new BenchImages(join(dir, 'images'), pki.imageKey);
    const rack = await startVirtualRack({ nodes: options.nodes, dir: join(dir, 'rack'), speed: options.speed ?? 1 });
    const factory = new Map<string, string>();
    for (const platform of new Set(options.nodes.map((node) => node.platform))) {
      factory.set(platform, (await images.make({ version: 'v1', platform })).digest);
    }
    const configFile = await writeRackConfig({
      rack,
      dir,
      groups: options.groups,
      factory: (platform) => factory.get(platform) ?? '',
      images,
      pki: { certificate: pki.rack.certificate, key: pki.rack.key, clientCa: pki.ca },
      grants: [{ identity: `spiffe://${TRUST_DOMAIN}/${SITE.kind}/${SITE.name}`, roles: ['look', 'start', 'resume'] }],
      trustDomain: TRUST_DOMAIN,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      ...(options.timing === undefined ? {} : { timing: options.timing }),
      ...(options.tier === undefined ? {} : { tier: options.tier }),
    });
    const tls = { kind: 'tls' as const, name: 'localhost', ca: pki.ca, certificate: site.certificate, key: site.key };
    return new Bench({
      dir,
      rack,
      images,
      configFile,
      tls,
      rackd: new RackdProcess(configFile, join(dir, 'rackd.log')),
    });
  }

  async startRackd(): Promise<number> {
    const { address, pid } = await this.rackd.start();
    this.address = address;
    return pid;
  }

  /** Over mutual TLS, as a site controller would come. */
  client(): RackClient {
    return this.#kept(new RackClient({ ...this.tls, address: this.address }));
  }

  socketClient(path = this.actSocket): RackClient {
    return this.#kept(new RackClient({ kind: 'socket', path }));
  }

  #kept(client: RackClient): RackClient {
    this.#clients.push(client);
    return client;
  }

  image(options: Parameters<BenchImages['make']>[0]): Promise<BenchImage> {
    return this.images.make(options);
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.rackd.kill();
    await this.rack.close();
    await rm(this.dir, { recursive: true, force: true });
  }
}
