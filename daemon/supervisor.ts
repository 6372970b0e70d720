// The supervisor of one rack, put together: log, state, lookout, ticks, effects. What it is made of comes in from main.ts or from a bench;
// this file knows no transport and no file format. Everything it decides is decided in safety/.
import type { ImageStore } from '#adapters/ports/images.js';
import { decide } from '#safety/kernel.js';
import type { NodeId } from '#safety/vocabulary/names.js';
import type { RackCore } from './api/core.js';
import { ImagesHeld } from './images-held.js';
import type { Journal } from './journal/journal.js';
import { Effects } from './loop/effects.js';
import type { NodePorts } from './loop/hands.js';
import { Ledger } from './loop/ledger.js';
import { Ticker } from './loop/tick.js';
import { Lookout } from './observe/lookout.js';
import { Sightings } from './observe/sightings.js';
import type { Clock } from './ports/clock.js';
import type { RackModel } from './rack-model.js';
import { accept, planned } from './requests.js';
import type { Moment } from './state/facts.js';
import { eventView, jobView, planView, rackView } from './views.js';
import { inWords } from './words.js';

export interface SupervisorParts {
  readonly model: RackModel;
  readonly journal: Journal;
  readonly nodes: ReadonlyMap<NodeId, NodePorts>;
  readonly images: ImageStore;
  readonly clock: Clock;
  readonly version: string;
  readonly configDigest: string;
  /** Lines for people (pino); never the audit trail. */
  readonly say: (line: { readonly seq: number; readonly kind: string; readonly text: string }) => void;
  /** A defect, or a log that cannot be written: the process must end; the dead-men bring the nodes home. */
  readonly onFatal: (error: unknown) => void;
}

/** Twice the longest adapter deadline; staging is the longest effect. */
const EFFECT_MAX_MS = 45 * 60_000;
const IMAGES_EVERY_MS = 2000;
/** A loop that did not tick for this many ticks is not healthy. */
const TICKS_MISSED_MAX = 10;

export class Supervisor {
  readonly core: RackCore;
  readonly #parts: SupervisorParts;
  readonly #ledger: Ledger;
  readonly #lookout: Lookout;
  readonly #effects: Effects;
  readonly #ticker: Ticker;
  readonly #images: ImagesHeld;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #startedMs: number;
  #tickDue = false;
  #tickedMs: number;
  #stopped = false;

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    const { model, journal, clock, nodes } = parts;
    this.#startedMs = clock.monoMs();
    this.#tickedMs = this.#startedMs;
    const fatal = (error: unknown) => this.#fatal(error);
    this.#ledger = new Ledger(journal, (event, seq) => parts.say({ seq, kind: event.kind, text: inWords(event) }));
    const sightings = new Sightings();
    this.#images = new ImagesHeld(parts.images, clock, fatal);
    const imageOf = this.#images.imageOf.bind(this.#images);
    this.#lookout = new Lookout(nodes, sightings, {
      clock,
      lookMs: model.lookMs,
      retryMs: model.timing.retryAfterMs,
      imageOf,
      onChange: (node, changes) => {
        this.#guard(() =>
          this.#ledger.write(
            ...changes.map(({ what, text }) => ({
              kind: 'node.observed' as const,
              node,
              what,
              text: text.slice(0, 500),
            })),
          ),
        );
      },
      onLook: () => this.#tickSoon(),
      onDefect: fatal,
    });
    this.#effects = new Effects({
      ledger: this.#ledger,
      nodes,
      sightings,
      clock,
      imageOf,
      effectMaxMs: EFFECT_MAX_MS,
      onEnd: (node) => {
        this.#lookout.poke(node);
        this.#tickSoon();
      },
      onDefect: fatal,
    });
    this.#ticker = new Ticker({
      model,
      ledger: this.#ledger,
      sightings,
      lookout: this.#lookout,
      effects: this.#effects,
      images: this.#images,
      moment: () => this.#moment(),
    });
    this.core = this.#makeCore();
  }

  async start(): Promise<void> {
    const { model, version, configDigest } = this.#parts;
    this.#ledger.write({ kind: 'rackd.started', version, config: configDigest });
    this.#effects.closeOrphans();
    await this.#images.refresh();
    this.#lookout.start();
    this.#timers.push(
      setInterval(() => this.#tick(), model.tickMs),
      setInterval(() => {
        this.#images.refresh().catch((error: unknown) => this.#fatal(error));
      }, IMAGES_EVERY_MS),
    );
  }

  /** Begins nothing new and waits a little for what is under way; what is not done by then is looked at after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#lookout.stop();
    await this.#effects.settle(5000);
  }

  #moment(): Moment {
    const { clock } = this.#parts;
    return { nowMs: clock.monoMs(), boot: clock.boot, startedMs: this.#startedMs };
  }

  /** Looks come in faster than ticks: at most one extra tick per turn of the event loop. */
  #tickSoon(): void {
    if (this.#tickDue || this.#stopped) return;
    this.#tickDue = true;
    setImmediate(() => {
      this.#tickDue = false;
      this.#tick();
    });
  }

  #tick(): void {
    if (this.#stopped) return;
    this.#guard(() => this.#ticker.tick());
    this.#tickedMs = this.#parts.clock.monoMs();
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#fatal(error);
    }
  }

  #fatal(error: unknown): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#lookout.stop();
    for (const timer of this.#timers) clearInterval(timer);
    this.#parts.onFatal(error);
  }

  #makeCore(): RackCore {
    const { model, journal } = this.#parts;
    const intake = {
      model,
      ledger: this.#ledger,
      images: () => this.#images.all,
    };
    const head = () => {
      const { seq, hash } = journal.head();
      return { seq, hash: Buffer.from(hash).toString('hex') };
    };
    return {
      accept: (request, caller) => {
        const answer = accept(intake, request, caller);
        this.#tickSoon();
        return answer;
      },
      rack: () => rackView(model, this.#ledger.state, this.#ticker.facts(), this.#moment(), head()),
      swap: (id) => {
        const job = this.#ledger.state.jobs.get(id);
        return job === undefined ? undefined : jobView(job, this.#moment());
      },
      plan: (node, image) => {
        const digest = planned(intake, node, image);
        if (typeof digest === 'object') return digest;
        const facts = this.#ticker.facts();
        return planView(decide(facts, { kind: 'begin', node, image: digest }), facts.nodes.get(node));
      },
      rows: (fromSeq, limit) =>
        journal.rows(fromSeq, limit).map((row) => ({
          seq: row.seq,
          body: row.body,
          previousHash: Buffer.from(row.previousHash).toString('hex'),
          hash: Buffer.from(row.hash).toString('hex'),
        })),
      events: (fromSeq, limit) => journal.rows(fromSeq, limit).map(eventView),
      headSeq: () => journal.head().seq,
      onAppend: (listener) => journal.onAppend(() => listener()),
      healthy: () =>
        !this.#stopped && this.#parts.clock.monoMs() - this.#tickedMs < model.tickMs * TICKS_MISSED_MAX + 1000,
    };
  }
}
