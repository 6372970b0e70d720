// The lookout: looks at every node again and again, each sense on its own, so that a BMC that takes 20 s to answer delays nothing else.
// Makes the expensive looks (read-back, boot configuration) when the swap machine wants them. Touches nothing on a node.
import type { Image } from '#adapters/ports/platform.js';
import type { Want } from '#safety/swap/wants.js';
import type { Digest, NodeId } from '#safety/vocabulary/names.js';
import type { NodePorts } from '../loop/hands.js';
import type { Clock } from '../ports/clock.js';
import type { Change, Sightings } from './sightings.js';

type CheapSense = 'host' | 'bmc' | 'service' | 'drain' | 'data';
const SENSES: readonly CheapSense[] = ['host', 'bmc', 'service', 'drain', 'data'];

/** No adapter may hold a look for longer than this; they all have deadlines of their own below it. */
const LOOK_MAX_MS = 120_000;

export interface LookoutOptions {
  readonly clock: Clock;
  readonly lookMs: number;
  readonly retryMs: number;
  readonly imageOf: (digest: Digest) => Image | undefined;
  /** Something material changed: it belongs in the log. */
  readonly onChange: (node: NodeId, changes: readonly Change[]) => void;
  /** A look came in: a decision may be possible now. */
  readonly onLook: () => void;
  /** An adapter threw: a defect. */
  readonly onDefect: (error: unknown) => void;
}

export class Lookout {
  readonly #nodes: ReadonlyMap<NodeId, NodePorts>;
  readonly #sightings: Sightings;
  readonly #options: LookoutOptions;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Looks under way, by node and sense; `again` when another was asked for meanwhile. */
  readonly #busy = new Map<string, { again: boolean }>();
  readonly #wantedNotBefore = new Map<string, number>();
  #stopped = false;

  constructor(nodes: ReadonlyMap<NodeId, NodePorts>, sightings: Sightings, options: LookoutOptions) {
    this.#nodes = nodes;
    this.#sightings = sightings;
    this.#options = options;
  }

  start(): void {
    for (const node of this.#nodes.keys()) this.poke(node);
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Looks at a node now, with every sense: an effect on it has just ended. */
  poke(node: NodeId): void {
    for (const sense of this.#sensesOf(node)) this.#look(node, sense);
  }

  /** Only a service that keeps data is asked about it. */
  #sensesOf(node: NodeId): readonly CheapSense[] {
    return this.#ports(node).data === undefined ? SENSES.filter((sense) => sense !== 'data') : SENSES;
  }

  /** Makes an expensive look unless it is under way or failed a moment ago. */
  want(node: NodeId, want: Want): void {
    const key = `${node}/${want.kind === 'boot-config' ? want.kind : `${want.slot}/${want.image}`}`;
    const { clock, retryMs } = this.#options;
    if (this.#stopped || this.#busy.has(key) || clock.monoMs() < (this.#wantedNotBefore.get(key) ?? 0)) return;
    this.#busy.set(key, { again: false });
    this.#bounded(this.#wanted(node, want))
      .catch(this.#options.onDefect)
      .finally(() => {
        this.#busy.delete(key);
        this.#wantedNotBefore.set(key, clock.monoMs() + retryMs);
        this.#options.onLook();
      });
  }

  async #wanted(node: NodeId, want: Want): Promise<void> {
    const ports = this.#ports(node);
    const begunMs = this.#options.clock.monoMs();
    if (want.kind === 'boot-config') {
      const look = await ports.platform.checkBootConfig();
      if (look.kind === 'seen') this.#sightings.bootConfig(node, look.value, begunMs, this.#options.clock.monoMs());
      return;
    }
    const image = this.#options.imageOf(want.image);
    if (image === undefined) return;
    const look = await ports.platform.readBack(want.slot, image.content);
    if (look.kind !== 'seen') return;
    this.#sightings.proof(node, { slot: want.slot, image: want.image, matches: look.value.matches }, begunMs);
  }

  #look(node: NodeId, sense: CheapSense): void {
    if (this.#stopped) return;
    const key = `${node}/${sense}`;
    const busy = this.#busy.get(key);
    if (busy !== undefined) {
      busy.again = true;
      return;
    }
    clearTimeout(this.#timers.get(key));
    this.#busy.set(key, { again: false });
    this.#bounded(this.#sense(node, sense))
      .catch(this.#options.onDefect)
      .finally(() => {
        const again = this.#busy.get(key)?.again === true;
        this.#busy.delete(key);
        if (this.#stopped) return;
        this.#options.onLook();
        if (again) return this.#look(node, sense);
        this.#timers.set(
          key,
          setTimeout(() => this.#look(node, sense), this.#options.lookMs),
        );
      });
  }

  async #sense(node: NodeId, sense: CheapSense): Promise<void> {
    const ports = this.#ports(node);
    const { clock } = this.#options;
    const begunMs = clock.monoMs();
    const sightings = this.#sightings;
    const changes = await (async (): Promise<readonly Change[]> => {
      switch (sense) {
        case 'host': {
          const look = await ports.platform.look();
          return sightings.host(node, look, begunMs, clock.monoMs());
        }
        case 'bmc': {
          const look = await ports.bmc.look();
          return sightings.bmc(node, look, begunMs, clock.monoMs());
        }
        case 'service': {
          const answer = await ports.probe.look();
          return sightings.service(node, answer, ports.probe.source, begunMs, clock.monoMs());
        }
        case 'drain': {
          const look = await ports.drain.look();
          sightings.drain(node, look, begunMs, clock.monoMs());
          return [];
        }
        case 'data': {
          if (ports.data !== undefined) sightings.data(node, await ports.data.look(), begunMs, clock.monoMs());
          return [];
        }
      }
    })();
    if (changes.length > 0 && !this.#stopped) this.#options.onChange(node, changes);
  }

  #bounded(work: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('a look took longer than any adapter may')), LOOK_MAX_MS);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }

  #ports(node: NodeId): NodePorts {
    const ports = this.#nodes.get(node);
    if (ports === undefined) throw new Error(`${node} is not a node of this rack.`);
    return ports;
  }
}
