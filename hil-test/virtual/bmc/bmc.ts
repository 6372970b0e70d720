// One virtual BMC on one UDP port: the socket, the faults on the wire, and the few handles that tests and node models need.
// Must never share code with the IPMI client it tests, listen wider than told, or keep a timer after close().
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { dispatch } from './dispatch.js';
import { answerDatagram } from './endpoint.js';
import { type BmcFaults, seededChance } from './faults.js';
import type { LedgerEntry } from './ledger.js';
import type { RestartCause } from './machine.js';
import type { BootFlags } from './parts/boot-options.js';
import type { WatchdogSnapshot } from './parts/watchdog.js';
import { type BmcState, type BmcStateOptions, createState, restartBmc } from './state.js';

export interface VirtualBmcOptions extends BmcStateOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Seeds the chances of the lossy faults. */
  readonly seed?: number;
}

export class VirtualBmc {
  readonly name: string;
  readonly #state: BmcState;
  readonly #options: VirtualBmcOptions;
  readonly #chance: (probability: number) => boolean;
  readonly #delayed = new Set<NodeJS.Timeout>();
  #socket: Socket | undefined;

  constructor(options: VirtualBmcOptions) {
    this.name = options.name;
    this.#options = options;
    this.#state = createState(options);
    this.#chance = seededChance(options.seed ?? 1);
  }

  /** Mutable: set a field and the BMC misbehaves from the next datagram on. */
  get faults(): BmcFaults {
    return this.#state.faults;
  }
  get ledger(): readonly LedgerEntry[] {
    return this.#state.ledger.entries;
  }
  get sel(): readonly Buffer[] {
    return this.#state.sel.records;
  }

  async listen(): Promise<{ host: string; port: number }> {
    if (this.#socket !== undefined) throw new Error(`virtual BMC ${this.name} is listening already`);
    const { host, port } = this.#options;
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    this.#socket = socket;
    socket.bind(port, host);
    try {
      await once(socket, 'listening');
    } catch (error) {
      this.#socket = undefined;
      socket.close();
      throw new Error(`virtual BMC ${this.name} cannot listen on ${host}:${port}; is the port taken?`, {
        cause: error,
      });
    }
    // A peer that went away shows up as an error here; the next datagram is served all the same.
    socket.on('error', () => {});
    socket.on('message', (datagram, peer) => this.#hear(datagram, peer));
    const address = socket.address();
    return { host: address.address, port: address.port };
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    for (const timer of this.#delayed) clearTimeout(timer);
    this.#delayed.clear();
    this.#state.watchdog.forget();
    this.#state.bootOptions.close();
    this.#state.chassis.close();
    if (socket === undefined) return;
    socket.close();
    await once(socket, 'close');
  }

  watchdog(): WatchdogSnapshot {
    return this.#state.watchdog.snapshot();
  }
  bootFlags(): BootFlags {
    return this.#state.bootOptions.flags();
  }
  /** For tests: how many sessions are active now. */
  sessionCount(): number {
    return this.#state.sessions.active().length;
  }

  /** What the machine's firmware asks when it boots: the device to boot from, or undefined for its own order. */
  consumeBootDevice(): BootFlags | undefined {
    const flags = this.#state.bootOptions.consume();
    if (flags !== undefined)
      this.#state.ledger.add('system-interface', { what: 'boot-flags-consumed', device: flags.device });
    return flags;
  }

  /** The machine restarted for a reason of its own (`soft-reset`: its operating system rebooted); never for what `power` told it. */
  hostRestarted(cause: RestartCause): void {
    this.#state.ledger.add('system-interface', { what: 'host-restarted', cause });
    this.#state.chassis.hostRestarting(cause);
  }

  /** A command from the machine itself, in-band (KCS): firmware and the `ipmi_watchdog` driver share the one watchdog. */
  fromHost(netFn: number, command: number, data: Buffer): { readonly code: number; readonly data: Buffer } {
    const answer = dispatch(this.#state, { netFn, lun: 0, command, data }, { kind: 'host' });
    answer.afterwards?.();
    return { code: answer.code, data: answer.data ?? Buffer.alloc(0) };
  }

  /** Cold reset from outside (somebody pulled its plug). */
  restart(): void {
    restartBmc(this.#state, 'cold', 'bmc');
  }

  #hear(datagram: Buffer, peer: RemoteInfo): void {
    const { faults } = this.#state;
    if (peer.port === 0 || faults.silent || this.#chance(faults.loseRequests)) return; // port 0 cannot be answered
    const reply = answerDatagram(this.#state, datagram, peer);
    if (reply === undefined) return;
    if (!this.#chance(faults.loseReplies)) {
      const copies = this.#chance(faults.duplicateReplies) ? 2 : 1;
      for (let i = 0; i < copies; i++) this.#send(reply.bytes, peer, faults.answerDelayMs);
    }
    reply.afterwards?.();
  }

  #send(bytes: Buffer, peer: RemoteInfo, delayMs: number): void {
    if (delayMs <= 0) {
      this.#socket?.send(bytes, peer.port, peer.address);
      return;
    }
    const timer = setTimeout(() => {
      this.#delayed.delete(timer);
      this.#socket?.send(bytes, peer.port, peer.address);
    }, delayMs);
    timer.unref();
    this.#delayed.add(timer);
  }
}
