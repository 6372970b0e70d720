// What was seen of every node since this process started: evidence lives here and dies with it, so that after a crash the world is looked at
// again (DESIGN.md, rule 3). Keeps the newest look of each kind, and since when it has been so. Decides nothing.
import type { ProbeAnswer } from '#adapters/ports/services.js';
import { medianOf } from '#safety/gates/gates.js';
import type {
  BmcLook,
  BmcView,
  BootConfigProof,
  DataView,
  DrainLook,
  HostLook,
  HostView,
  Observed,
  ServiceLook,
  ServiceMetrics,
  SlotProof,
} from '#safety/vocabulary/evidence.js';
import type { NodeId, SlotName } from '#safety/vocabulary/names.js';
import type { Look } from '#adapters/ports/platform.js';

/** What kind of look an effect makes worthless: seen before the effect, it says nothing about after. */
export type Sense = 'host' | 'bmc' | 'service' | 'drain' | 'data' | 'boot-config' | 'A' | 'B';

interface Seen<T> {
  readonly value: T;
  readonly source: string;
  readonly atMs: number;
}

interface Sights {
  host?: Seen<HostLook>;
  bmc?: Seen<BmcLook>;
  service?: Seen<ServiceLook>;
  drain?: Seen<DrainLook>;
  data?: Seen<DataView>;
  bootConfig?: Seen<BootConfigProof>;
  proofs: Partial<Record<SlotName, Seen<SlotProof>>>;
  hostSilent?: { sinceMs: number; looks: number };
  bmcSilentSinceMs?: number;
  serviceSinceMs?: number;
  serviceSamples: (ServiceMetrics & { readonly atMs: number })[];
  blindUntilMs: Map<Sense, number>;
  /** What was told last, so that forgetting a look does not make old news new. */
  told: { host?: string; boot?: string; power?: string };
}

/** A change that belongs in the log: the world moved, not just time. */
export interface Change {
  readonly what: 'host' | 'boot' | 'bmc' | 'power' | 'service' | 'watchdog';
  readonly text: string;
}

const SAMPLES_MAX = 64;

export class Sightings {
  readonly #nodes = new Map<NodeId, Sights>();

  #of(node: NodeId): Sights {
    const known = this.#nodes.get(node);
    if (known !== undefined) return known;
    const made: Sights = { proofs: {}, serviceSamples: [], blindUntilMs: new Map(), told: {} };
    this.#nodes.set(node, made);
    return made;
  }

  /** An effect ended: what was seen of these before now, or by looks begun before now, counts no more. */
  forget(node: NodeId, senses: readonly Sense[], nowMs: number): void {
    const sights = this.#of(node);
    for (const sense of senses) {
      sights.blindUntilMs.set(sense, nowMs);
      if (sense === 'A' || sense === 'B') delete sights.proofs[sense];
      else if (sense === 'boot-config') delete sights.bootConfig;
      else delete sights[sense];
    }
  }

  #usable(sights: Sights, sense: Sense, begunMs: number): boolean {
    return begunMs >= (sights.blindUntilMs.get(sense) ?? Number.NEGATIVE_INFINITY);
  }

  host(node: NodeId, look: Look<HostView>, begunMs: number, nowMs: number): Change[] {
    const sights = this.#of(node);
    if (!this.#usable(sights, 'host', begunMs)) return [];
    const { told } = sights;
    const changes: Change[] = [];
    const tell = (state: string, text: string): void => {
      if (told.host !== state) changes.push({ what: 'host', text });
      told.host = state;
    };
    if (look.kind === 'seen') {
      delete sights.hostSilent;
      const view = look.value;
      const boot = `boot ${view.bootId}, slot ${view.booted}`;
      if (told.host === 'up' && told.boot !== boot) changes.push({ what: 'boot', text: `new ${boot}` });
      tell('up', `answers; ${boot}`);
      if (told.boot !== undefined && told.boot !== boot) this.forget(node, ['boot-config'], nowMs);
      told.boot = boot;
      sights.host = { value: { kind: 'up', view }, source: 'ssh', atMs: nowMs };
      return changes;
    }
    if (look.kind === 'strange') {
      delete sights.hostSilent;
      tell('strange', `strange: ${look.text}`);
      sights.host = { value: { kind: 'strange', text: look.text }, source: 'ssh', atMs: nowMs };
      return changes;
    }
    tell('silent', `silent: ${look.text}`);
    const silent = sights.hostSilent ?? { sinceMs: begunMs, looks: 0 };
    sights.hostSilent = { sinceMs: silent.sinceMs, looks: silent.looks + 1 };
    sights.host = {
      value: { kind: 'silent', forMs: nowMs - silent.sinceMs, looks: silent.looks + 1, text: look.text },
      source: 'ssh',
      atMs: nowMs,
    };
    return changes;
  }

  bmc(node: NodeId, look: Look<BmcView>, begunMs: number, nowMs: number): Change[] {
    const sights = this.#of(node);
    if (!this.#usable(sights, 'bmc', begunMs)) return [];
    const changes: Change[] = [];
    if (look.kind !== 'seen') {
      if (sights.bmcSilentSinceMs === undefined) changes.push({ what: 'bmc', text: `silent: ${look.text}` });
      sights.bmcSilentSinceMs ??= begunMs;
      sights.bmc = {
        value: { kind: 'silent', forMs: nowMs - sights.bmcSilentSinceMs, text: look.text },
        source: 'bmc',
        atMs: nowMs,
      };
      return changes;
    }
    const view = look.value;
    if (sights.bmcSilentSinceMs !== undefined) changes.push({ what: 'bmc', text: 'answers again' });
    delete sights.bmcSilentSinceMs;
    if (sights.told.power !== undefined && sights.told.power !== view.power) {
      changes.push({ what: 'power', text: `${view.power} (restart cause: ${view.restartCause})` });
    }
    sights.told.power = view.power;
    sights.bmc = { value: { kind: 'answers', view }, source: 'bmc', atMs: nowMs };
    return changes;
  }

  service(node: NodeId, answer: ProbeAnswer, source: string, begunMs: number, nowMs: number): Change[] {
    const sights = this.#of(node);
    if (!this.#usable(sights, 'service', begunMs)) return [];
    const before = sights.service?.value;
    const turned = before?.kind !== answer.kind;
    if (turned || sights.serviceSinceMs === undefined) {
      sights.serviceSinceMs = nowMs;
      sights.serviceSamples = [];
    }
    const forMs = nowMs - sights.serviceSinceMs;
    if (answer.kind === 'failing') {
      sights.service = { value: { kind: 'failing', forMs, text: answer.text }, source, atMs: nowMs };
      return turned ? [{ what: 'service', text: `failing: ${answer.text}` }] : [];
    }
    if (answer.metrics !== undefined)
      sights.serviceSamples = [...sights.serviceSamples, { ...answer.metrics, atMs: nowMs }].slice(-SAMPLES_MAX);
    const samples = sights.serviceSamples.map(({ atMs, ...figures }) => ({ ...figures, ageMs: nowMs - atMs }));
    const metrics = medianOf(samples);
    const reported = metrics === undefined ? {} : { metrics, samples };
    sights.service = { value: { kind: 'serving', forMs, ...reported }, source, atMs: nowMs };
    return turned ? [{ what: 'service', text: 'serving' }] : [];
  }

  drain(node: NodeId, look: Look<DrainLook>, begunMs: number, nowMs: number): void {
    const sights = this.#of(node);
    if (look.kind === 'seen' && this.#usable(sights, 'drain', begunMs)) {
      sights.drain = { value: look.value, source: 'drain', atMs: nowMs };
    }
  }

  data(node: NodeId, look: Look<DataView>, begunMs: number, nowMs: number): void {
    const sights = this.#of(node);
    if (!this.#usable(sights, 'data', begunMs)) return;
    if (look.kind === 'seen') sights.data = { value: look.value, source: 'ssh', atMs: nowMs };
    // An answer that makes no sense takes the last good one's place: the service is not what it was. Silence only lets it grow old.
    else if (look.kind === 'strange') delete sights.data;
  }

  bootConfig(node: NodeId, proof: BootConfigProof, begunMs: number, nowMs: number): void {
    const sights = this.#of(node);
    if (this.#usable(sights, 'boot-config', begunMs)) sights.bootConfig = { value: proof, source: 'ssh', atMs: nowMs };
  }

  proof(node: NodeId, proof: SlotProof, begunMs: number): void {
    const sights = this.#of(node);
    // A proof is as old as the moment at which reading began.
    if (this.#usable(sights, proof.slot, begunMs))
      sights.proofs[proof.slot] = { value: proof, source: 'read-back', atMs: begunMs };
  }

  /** Everything seen of a node, with ages. */
  evidence(node: NodeId, nowMs: number) {
    const sights = this.#of(node);
    const aged = <T>(seen: Seen<T> | undefined): Observed<T> | undefined =>
      seen === undefined ? undefined : { value: seen.value, source: seen.source, ageMs: nowMs - seen.atMs };
    const proofs: Partial<Record<SlotName, Observed<SlotProof>>> = {};
    for (const slot of ['A', 'B'] as const) {
      const proof = aged(sights.proofs[slot]);
      if (proof !== undefined) proofs[slot] = proof;
    }
    return {
      host: aged(sights.host),
      bmc: aged(sights.bmc),
      service: aged(sights.service),
      drain: aged(sights.drain),
      data: aged(sights.data),
      bootConfig: aged(sights.bootConfig),
      proofs,
    };
  }
}
