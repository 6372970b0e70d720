// One tick: snapshot, decide, journal, begin effects. Synchronous from facts to journal, so that nothing changes between a verdict and its
// intent. Everything that decides is in safety/; this only carries the decisions to the log and to the hands.
import { isServing } from '#safety/evidence.js';
import { decide } from '#safety/kernel.js';
import { enter } from '#safety/swap/enter.js';
import { perceive } from '#safety/swap/perceive.js';
import { nextStep } from '#safety/swap/steps.js';
import type { SwapEvent } from '#safety/swap/table.js';
import { wants } from '#safety/swap/wants.js';
import type { Action } from '#safety/vocabulary/action.js';
import type { Facts, NodeFacts } from '#safety/vocabulary/facts.js';
import type { NodeId } from '#safety/vocabulary/names.js';
import { isEnd } from '#safety/vocabulary/swap-state.js';
import type { Reason } from '#safety/vocabulary/verdict.js';
import type { Event } from '../events.js';
import type { ImagesHeld } from '../images-held.js';
import type { Lookout } from '../observe/lookout.js';
import type { Sightings } from '../observe/sightings.js';
import type { RackModel } from '../rack-model.js';
import { gatherFacts, type Moment, swapRecord, watchedMs } from '../state/facts.js';
import { activeJobOf, type Job, nodeState, queuedJobs, runningJobs } from '../state/state.js';
import type { Effects } from './effects.js';
import type { Ledger } from './ledger.js';

export interface TickParts {
  readonly model: RackModel;
  readonly ledger: Ledger;
  readonly sightings: Sightings;
  readonly lookout: Lookout;
  readonly effects: Effects;
  readonly images: ImagesHeld;
  readonly moment: () => Moment;
}

/** A swap moves at most this often in one tick: the next look at the world comes first. */
const MOVES_PER_TICK_MAX = 4;

export class Ticker {
  readonly #parts: TickParts;
  readonly #tendedMs = new Map<NodeId, number>();

  constructor(parts: TickParts) {
    this.#parts = parts;
  }

  facts(): Facts {
    const { model, ledger, sightings, images, moment } = this.#parts;
    return gatherFacts(model, ledger.state, sightings, images.all, moment());
  }

  tick(): void {
    this.#enrol();
    for (const job of queuedJobs(this.#parts.ledger.state)) this.#judge(job);
    for (const job of runningJobs(this.#parts.ledger.state)) this.#advance(job);
    this.#tend();
  }

  /** The first known-good of a node: the image that its configuration names, once the booted slot is read back as that. */
  #enrol(): void {
    const { model, ledger, lookout } = this.#parts;
    const facts = this.facts();
    for (const node of model.nodes) {
      if (node.image === undefined || nodeState(ledger.state, node.id).knownGood !== undefined) continue;
      // What a slot must hold is only known from a manifest that a trusted key has signed.
      if (facts.images.get(node.image)?.signature !== 'valid') continue;
      const seen = facts.nodes.get(node.id);
      const look = seen?.host?.value;
      if (seen === undefined || look?.kind !== 'up') continue;
      const slot = look.view.booted;
      const proof = seen.proofs[slot]?.value;
      if (proof === undefined || proof.image !== node.image)
        lookout.want(node.id, { kind: 'read-back', slot, image: node.image });
      else if (proof.matches) {
        ledger.write({
          kind: 'known-good.recorded',
          node: node.id,
          slot,
          image: node.image,
          why: 'enrolled: running, and read back as the configured image',
        });
      }
    }
  }

  /** A request is judged once everything it depends on was looked at, or could have been. */
  #judge(job: Job): void {
    const { ledger, model, moment, images } = this.#parts;
    const { nowMs } = moment();
    if (job.image !== undefined && !images.isCheckedSince(job.image, nowMs - watchedMs(job.acceptedAt, moment())))
      return;
    const facts = this.facts();
    const waited = watchedMs(job.acceptedAt, moment()) > model.limits.evidenceAgeMaxMs;
    if (!waited && !model.nodes.every((node) => isLookedAt(facts.nodes.get(node.id)))) return;
    const action: Action =
      job.image === undefined
        ? { kind: 'begin-recovery', node: job.node }
        : { kind: 'begin', node: job.node, image: job.image };
    const verdict = decide(facts, action);
    if (verdict.kind === 'refuse') {
      ledger.write({
        kind: 'swap.refused',
        swap: job.id,
        node: job.node,
        reasons: loggable(verdict.reasons),
      });
      return;
    }
    const state = job.goal === 'recover' ? 'recovering' : 'preflight';
    const bootId = bootIdOf(facts.nodes.get(job.node));
    ledger.write({
      kind: 'swap.entered',
      swap: job.id,
      node: job.node,
      state,
      on: 'begin',
      why: 'the kernel allows it to begin',
      ...(state === 'recovering' && bootId !== undefined ? { bootId } : {}),
    });
  }

  #advance(job: Job): void {
    const { effects, lookout, ledger, model, moment } = this.#parts;
    for (let moves = 0; moves < MOVES_PER_TICK_MAX; moves += 1) {
      const facts = this.facts();
      const event = perceive(swapRecord(job, moment()), facts, model.timing);
      if (event === undefined) break;
      this.#move(job, event, facts);
      if (isEnd(job.state)) return;
    }
    const facts = this.facts();
    const record = swapRecord(job, moment());
    for (const want of wants(record, facts)) lookout.want(job.node, want);
    if (effects.isBusy(job.node)) return;
    const step = nextStep(record, facts, model.timing);
    if (step === undefined) return;
    const verdict = decide(facts, step.action);
    if (verdict.kind === 'allow') {
      if (step.asksOnly === true) return;
      effects.begin(job.id, step.action, verdict.clearance, verdict.rules, step.rung);
      return;
    }
    const reasons = loggable(verdict.reasons);
    if (sameReasons(job, reasons)) return;
    ledger.write({ kind: 'swap.waiting', swap: job.id, node: job.node, action: step.action.kind, reasons });
  }

  #move(job: Job, on: SwapEvent, facts: Facts): void {
    const { ledger, moment } = this.#parts;
    const { state, why, knownGood, ...recorded } = enter(swapRecord(job, moment()), on, facts);
    const { id: swap, node } = job;
    const events: Event[] = [{ kind: 'swap.entered', swap, node, state, on, why, ...recorded }];
    if (knownGood !== undefined)
      events.unshift({ kind: 'known-good.recorded', node, ...knownGood, why: 'booted, validated, marked good' });
    if (state === 'lost') events.push({ kind: 'quarantine.set', node, reason: `${swap}: ${why}` });
    ledger.write(...events);
  }

  /** Every boot must be followed by mark-good, also an ordinary one, or one more reset goes to the other slot (RAUC with GRUB). */
  #tend(): void {
    const { model, ledger, effects, moment } = this.#parts;
    const { nowMs } = moment();
    for (const { id } of model.nodes) {
      if (activeJobOf(ledger.state, id) !== undefined || effects.isBusy(id)) continue;
      const facts = this.facts();
      const node = facts.nodes.get(id);
      const look = node?.host?.value;
      if (node?.knownGood === undefined || look?.kind !== 'up') continue;
      const { slot } = node.knownGood;
      if (look.view.booted !== slot || look.view.marks[slot] === 'good' || !isServing(node, facts.limits)) continue;
      if (nowMs - (this.#tendedMs.get(id) ?? Number.NEGATIVE_INFINITY) < model.timing.retryAfterMs * 10) continue;
      this.#tendedMs.set(id, nowMs);
      const action: Action = { kind: 'mark-good', node: id, slot };
      const verdict = decide(facts, action);
      if (verdict.kind === 'allow') effects.begin('tend', action, verdict.clearance, verdict.rules);
    }
  }
}

/** As the log keeps them: its own copies, which nobody changes afterwards. */
const loggable = (reasons: readonly Reason[]) => reasons.map((reason) => ({ ...reason, holders: [...reason.holders] }));

const isLookedAt = (node: NodeFacts | undefined): boolean =>
  node?.host !== undefined && node.bmc !== undefined && node.service !== undefined;

const bootIdOf = (node: NodeFacts | undefined): string | undefined => {
  const look = node?.host?.value;
  return look?.kind === 'up' ? look.view.bootId : undefined;
};

/** Ages and counts in a text change with every tick; which rules object, and who holds, is what is news. */
const sameReasons = (job: Job, reasons: readonly { rule: string; holders: readonly string[] }[]): boolean => {
  const key = (list: readonly { rule: string; holders: readonly string[] }[]) =>
    list.map((one) => `${one.rule}:${one.holders.join()}`).join('|');
  return key(job.reasons) === key(reasons);
};
