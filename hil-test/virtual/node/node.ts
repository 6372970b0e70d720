// One node: power, firmware, boot loader, kernel, service, on model time. It is the machine at the end of a BMC's wires,
// and the only truth about itself: SSH, HTTP and the watcher all look here.
// Must never know who drives it, and never come back by itself from a hang: that is the watchdog's work.
import { randomUUID } from 'node:crypto';
import type { Machine, PowerAction, RestartCause } from '../bmc/machine.js';
import type { Clock } from '../clock.js';
import { BOOT_ENV, type BootEnvKind, readBootEnv, writeBootEnv } from './boot-env.js';
import { type NodeFaults, noNodeFaults } from './faults.js';
import type { FileSystem } from './files.js';
import type { BootEnv } from './grub.js';
import { NodeLedger } from './ledger.js';
import { type NodeState, type PlatformName, SLOT_NAMES, type SlotName } from './names.js';
import { DEFAULT_PROFILE, type NodeProfile } from './profile.js';
import { plantKernelFiles } from './kernel-files.js';
import { DRAIN_MARK, makeRootFs } from './rootfs.js';
import { type Behaviour, type ImageHeader, Slot } from './slot.js';

/** What of its BMC the host can reach and tell. */
export interface BmcWires {
  hostRestarted(cause: RestartCause): void;
  consumeBootDevice(): unknown;
  fromHost(netFn: number, command: number, data: Buffer): unknown;
}

export interface NodeOptions {
  readonly id: string;
  readonly platform: PlatformName;
  readonly clock: Clock;
  readonly profile?: Partial<NodeProfile>;
  /** The factory image, put into both slots. */
  readonly image: Buffer;
  /** The public key, PEM, of whoever signs bundles. */
  readonly keyring: string;
}

/** Why a program on the node ended: the ground was taken from under it. */
export class NodeDied extends Error {
  constructor(id: string) {
    super(`${id} lost power or restarted`);
  }
}

/** As `farside-data` prints it. */
export interface DataState {
  readonly role: 'leader' | 'follower';
  readonly replica: 'in-sync' | 'behind';
  readonly backupAgeSeconds?: number;
}

interface Running {
  readonly slot: SlotName;
  readonly bootId: string;
  readonly header: ImageHeader | undefined;
  readonly sinceMs: number;
  readonly life: AbortController;
}

/** Set Watchdog Timer (IPMI v2.0 §27.6): use BIOS POST, no action, and no "don't stop" bit: the timer stops. */
const STOP_WATCHDOG = { netFn: 0x06, command: 0x24, data: Buffer.from([0x02, 0, 0, 0, 0, 0]) };

export class NodeModel implements Machine {
  readonly id: string;
  readonly platform: PlatformName;
  readonly clock: Clock;
  readonly profile: NodeProfile;
  readonly faults: NodeFaults = noNodeFaults();
  readonly ledger: NodeLedger;
  readonly slots: Readonly<Record<SlotName, Slot>>;
  readonly fs: FileSystem;
  readonly bootEnvKind: BootEnvKind;
  /** What came over the serial line, newest last. */
  readonly console: string[] = [];
  /** What its service says of the data that it keeps, if it keeps any; tests change it. */
  data: DataState | undefined;
  /** RAUC's service does one thing at a time. */
  installing = false;
  #state: NodeState = 'off';
  #running: Running | undefined;
  #mains = true;
  #poweredAtMs = 0;
  #cancelStep: () => void = () => {};
  #bmc: BmcWires | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(options: NodeOptions) {
    this.id = options.id;
    this.platform = options.platform;
    this.clock = options.clock;
    this.profile = { ...DEFAULT_PROFILE, ...options.profile };
    this.ledger = new NodeLedger(options.clock, options.id);
    const { slotBytes, dataBytes } = this.profile;
    this.slots = { A: new Slot('A', slotBytes), B: new Slot('B', slotBytes) };
    for (const slot of SLOT_NAMES) {
      if (this.slots[slot].write(0, options.image) !== options.image.length)
        throw new RangeError(`image too large for the slots of ${this.id}`);
    }
    const isFull = (): boolean => this.faults.diskFull;
    this.fs = makeRootFs({ id: this.id, platform: this.platform, dataBytes, keyring: options.keyring, isFull });
    this.bootEnvKind = BOOT_ENV[this.platform];
    this.fs.plant(this.bootEnvKind.path, this.bootEnvKind.encode(this.bootEnvKind.factory));
    plantKernelFiles(this);
  }

  connectBmc(bmc: BmcWires): void {
    this.#bmc = bmc;
  }

  get state(): NodeState {
    return this.#state;
  }
  get running(): Running | undefined {
    return this.#running;
  }
  get behaviour(): Behaviour | undefined {
    return this.#running?.header?.behaviour;
  }
  /** Nodes keep the time of the world (NTP); one with an empty battery starts at 1970. */
  wallMs(): number {
    return this.faults.clockAt1970 ? this.clock.nowMs() - this.#poweredAtMs : Date.now();
  }
  isDrained(): boolean {
    return this.fs.entry(DRAIN_MARK) !== undefined;
  }
  /** The plain truth, for the watcher: this node does its work and can be reached. */
  isServing(): boolean {
    return this.#state === 'up' && this.behaviour !== 'unhealthy' && !this.isDrained() && !this.faults.linkDown;
  }
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  bootEnv(): BootEnv | undefined {
    return readBootEnv(this.fs, this.bootEnvKind);
  }
  setBootEnv(env: BootEnv, path = this.bootEnvKind.path): void {
    const changed = writeBootEnv(this.fs, this.bootEnvKind, env, path);
    this.ledger.add({ what: 'env-write', changed });
  }

  /** Model time passes for something that runs on this boot; the promise rejects when the boot ends first. */
  sleep(ms: number, signal = this.#running?.life.signal): Promise<void> {
    if (signal === undefined || signal.aborted) return Promise.reject(new NodeDied(this.id));
    return new Promise((resolve, reject) => {
      const died = (): void => {
        cancel();
        reject(new NodeDied(this.id));
      };
      const cancel = this.clock.after(ms, () => {
        signal.removeEventListener('abort', died);
        resolve();
      });
      signal.addEventListener('abort', died, { once: true });
    });
  }

  // --- power and reset lines (Machine)

  isOn(): boolean {
    return this.#state !== 'off';
  }

  power(action: PowerAction, cause: RestartCause): void {
    this.ledger.add({ what: 'power', action, cause });
    if (!this.#mains || (action !== 'on' && !this.isOn())) return;
    switch (action) {
      case 'on':
        if (!this.isOn()) this.#post();
        return;
      case 'off':
        this.#dark();
        return;
      case 'reset':
        this.#halt();
        this.#post();
        return;
      case 'cycle':
        this.#dark();
        this.#step(this.profile.offDwellMs, () => this.#post());
        return;
      case 'soft':
        if (this.#state === 'up') this.shutDown('poweroff');
        return;
      case 'diag':
        this.#print('NMI received: dumping registers of all CPUs');
        return;
    }
  }

  /** Takes the mains away: unlike `off`, no command brings the node back before they return. */
  cutMains(): void {
    this.#mains = false;
    this.ledger.add({ what: 'mains', present: false });
    this.#dark();
  }

  /** `powerOn`: what the restore policy says. */
  restoreMains(powerOn: boolean): void {
    this.#mains = true;
    this.ledger.add({ what: 'mains', present: true });
    if (!powerOn || this.isOn()) return;
    this.#bmc?.hostRestarted('always-on-policy');
    this.#post();
  }

  /** What `reboot` and `poweroff` set off, and the power button. */
  shutDown(then: 'reboot' | 'poweroff'): void {
    if (this.#state !== 'up') return;
    this.ledger.add({ what: 'shutdown-ordered', then });
    this.#enter('shutting-down');
    if (this.faults.shutdownHangs) return;
    this.#step(this.profile.shutdownMs, () => {
      if (then === 'poweroff') {
        this.#dark();
        return;
      }
      this.#halt();
      this.#bmc?.hostRestarted('soft-reset');
      this.#post();
    });
  }

  /** Puts a node into the state in which a rack is handed over: up on A, marked good, with no boot to wait for. */
  startRunning(): void {
    this.#startKernel('A');
    this.#enter('up');
  }

  close(): void {
    this.#halt();
    this.#listeners.clear();
    this.#state = 'off';
  }

  // --- the way up

  #post(): void {
    this.#poweredAtMs = this.clock.nowMs();
    this.#print('BIOS: power-on self-test');
    this.#enter('post');
    this.#step(this.profile.postMs, () => {
      if (this.faults.postStopsWatchdog)
        this.#bmc?.fromHost(STOP_WATCHDOG.netFn, STOP_WATCHDOG.command, STOP_WATCHDOG.data);
      // Whatever device is asked for, there is only the disk to boot from; the wish is used up all the same.
      this.#bmc?.consumeBootDevice();
      this.#enter('loader');
      this.#step(this.profile.loaderMs, () => this.#load());
    });
  }

  #load(): void {
    const { slot, env } = this.bootEnvKind.choose(this.bootEnv() ?? {});
    this.setBootEnv(env);
    this.ledger.add({ what: 'boot', slot, bootEnv: env });
    this.#print(
      `boot loader: slot ${slot} (${Object.entries(env)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ')})`,
    );
    const found = this.slots[slot].find();
    this.#startKernel(slot);
    this.#enter('kernel');
    if (found.kind === 'broken') {
      this.#panic(found.text);
      return;
    }
    const { behaviour } = found.header;
    if (behaviour === 'hang') {
      this.#enter('hung');
      return;
    }
    this.#step(this.profile.bootMs, () => {
      if (behaviour === 'panic') {
        this.#panic('Attempted to kill init! exitcode=0x00000100');
        return;
      }
      this.#print(`${this.id} login:`);
      this.#enter('up');
    });
  }

  #startKernel(slot: SlotName): void {
    const found = this.slots[slot].find();
    this.fs.clearVolatile();
    this.installing = false;
    this.#running = {
      slot,
      bootId: randomUUID(),
      header: found.kind === 'image' ? found.header : undefined,
      sinceMs: this.clock.nowMs(),
      life: new AbortController(),
    };
  }

  #panic(text: string): void {
    this.#print(`Kernel panic - not syncing: ${text}`);
    this.#enter('panicked');
  }

  /** Everything that runs ends, at once and without a word; the disks keep what reached them. */
  #halt(): void {
    this.#cancelStep();
    const life = this.#running?.life;
    this.#running = undefined;
    this.installing = false;
    life?.abort();
  }
  #dark(): void {
    this.#halt();
    this.#enter('off');
  }
  #step(ms: number, run: () => void): void {
    this.#cancelStep();
    this.#cancelStep = this.clock.after(ms, run);
  }
  #enter(state: NodeState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.ledger.add({ what: 'state', state });
    this.changed();
  }
  #print(line: string): void {
    this.console.push(line);
    if (this.console.length > 1000) this.console.shift();
  }
}
