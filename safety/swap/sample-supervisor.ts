// A supervisor reduced to its loop, for tests only: look, perceive, enter, step, ask the kernel, act on the model world, and crash where told.
// It throws when an effect is ordered that must never be ordered from where the world really is, whatever the evidence said.
import { decide } from '../kernel.js';
import type { RungName } from '../recovery/ladder.js';
import { healthyRack, NEW, seen, withNode } from '../sample-facts.js';
import type { Action, ActionKind, PowerHow } from '../vocabulary/action.js';
import type { ServiceMetrics } from '../vocabulary/evidence.js';
import type { Facts, KnownGood, NodeFacts, StopFact } from '../vocabulary/facts.js';
import type { Digest, NodeId, SlotName, Tier } from '../vocabulary/names.js';
import type { OutcomeKind } from '../vocabulary/outcome.js';
import { isEnd, type SwapState } from '../vocabulary/swap-state.js';
import { enter } from './enter.js';
import { perceive } from './perceive.js';
import { type Goal, isDownOrdered, isStartOrdered, isUntouched, type SwapRecord, type SwapTiming } from './record.js';
import type { World } from './sample-world.js';
import { nextStep } from './steps.js';
import { transition } from './table.js';
import { wants } from './wants.js';

export const TICK_MS = 5000;
const WHOLE_RACK = healthyRack(4);
const RACK_WITHOUT_N2 = withNode(WHOLE_RACK, 'n2', { service: undefined });
const MINUTE_MS = 60_000;

export const TIMING: SwapTiming = {
  deadlinesMs: {
    preflight: 5 * MINUTE_MS,
    staging: 10 * MINUTE_MS,
    staged: 10 * MINUTE_MS,
    draining: 2 * MINUTE_MS,
    arming: 3 * MINUTE_MS,
    rebooting: 3 * MINUTE_MS,
    booting: 12 * MINUTE_MS,
    validating: 10 * MINUTE_MS,
    committing: 15 * MINUTE_MS,
    returning: 15 * MINUTE_MS,
    'falling-back': 15 * MINUTE_MS,
    recovering: 60 * MINUTE_MS,
  },
  validateForMs: MINUTE_MS,
  failAfterMs: MINUTE_MS,
  holdMs: 30 * MINUTE_MS,
  bootAllowanceMs: 3 * MINUTE_MS,
  retryAfterMs: 15_000,
  rebootGraceMs: 30_000,
};

export interface Crash {
  /** At the how-manyth effect, or on entering a state. */
  readonly at: { readonly effect: number; readonly moment: 'before' | 'after' } | { readonly entering: SwapState };
  readonly downMs: number;
}

/** Called after each entry, with the state entered: where faults are planted and people call. */
export type OnEntry = (state: SwapState, supervisor: Supervisor) => void;

interface Effect {
  readonly action: ActionKind;
  readonly how?: PowerHow;
  outcome: OutcomeKind;
  readonly atMs: number;
}

export class Supervisor {
  readonly world: World;
  readonly states: SwapState[] = ['preflight'];
  readonly trace: string[] = [];
  knownGood: KnownGood;
  stopSet = false;
  rollbackAsked = false;
  othersServe = true;
  effects = 0;
  readonly node: NodeId;
  private readonly rack: (() => Facts) | undefined;
  private readonly goal: Goal;
  private readonly tier: Tier;
  private readonly image: Digest | undefined;
  private state: SwapState = 'preflight';
  private enteredAtMs: number;
  private target: SlotName | undefined;
  private bootId: string | undefined;
  private baseline: ServiceMetrics | undefined;
  private peersBefore: ServiceMetrics | undefined;
  private tries: Effect[] = [];
  private readonly rungs: { name: RungName; atMs: number }[] = [];
  private moves = 0;
  private singleSlot = false;
  private proofs: Partial<Record<SlotName, { image: Digest; matches: boolean; atMs: number }>> = {};
  private bootConfigAtMs: number | undefined;
  private readonly crash: Crash | undefined;
  private crashed = false;
  private readonly onEntry: OnEntry;

  /** `rack`: what is known of all others; without it they are healthy, or n2 is not seen while `othersServe` is false. */
  constructor(
    world: World,
    options: { node?: NodeId; rack?: () => Facts; goal?: Goal; tier?: Tier; crash?: Crash; onEntry?: OnEntry } = {},
  ) {
    this.world = world;
    this.node = options.node ?? 'n1';
    this.rack = options.rack;
    this.goal = options.goal ?? 'swap';
    this.tier = options.tier ?? 2;
    this.crash = options.crash;
    this.onEntry = options.onEntry ?? (() => {});
    this.image = this.goal === 'recover' ? undefined : NEW;
    this.knownGood = { slot: 'A', image: world.slots.A as Digest };
    if (this.goal === 'recover') this.state = 'recovering';
    this.enteredAtMs = world.nowMs;
    this.states = [this.state];
    this.onEntry(this.state, this);
  }

  /** Runs until an end, which is returned. `until` stops it earlier: the supervisor then is dead for good. */
  run(until: () => boolean = () => false): SwapState {
    const limitMs = this.world.nowMs + 48 * 60 * MINUTE_MS;
    while (!isEnd(this.state) && !until()) {
      if (this.world.nowMs > limitMs) throw this.wrong('no end within two days');
      this.step();
    }
    return this.state;
  }

  step(): void {
    this.world.pass(TICK_MS);
    this.tick();
  }

  get end(): SwapState | undefined {
    return isEnd(this.state) ? this.state : undefined;
  }

  facts(): Facts {
    const rack = this.rack?.() ?? (this.othersServe ? WHOLE_RACK : RACK_WITHOUT_N2);
    const stop: StopFact = this.stopSet ? { set: true, by: 'unix:act', why: 'smoke' } : { set: false };
    return { ...rack, stop, nodes: new Map([...rack.nodes, [this.node, this.self()]]) };
  }

  /** What is known of the node itself. */
  self(): NodeFacts {
    const { world, knownGood, tier, singleSlot, state, image } = this;
    const since = (atMs: number) => world.nowMs - atMs;
    const proofs = Object.fromEntries(
      Object.entries(this.proofs).map(([slot, { image: held, matches, atMs }]) => [
        slot,
        seen({ slot, image: held, matches }, 'read-back', since(atMs)),
      ]),
    );
    const underway = {
      swap: `swap-of-${this.node}`,
      state,
      takesOut: this.goal !== 'stage',
      startOrdered: isStartOrdered(this.record(), TIMING),
      ...(isUntouched(this.record()) ? { untouched: true as const } : {}),
      ...(isDownOrdered(this.record()) ? { downOrdered: true as const } : {}),
      ...(image === undefined ? {} : { image }),
    };
    const boot =
      this.bootConfigAtMs === undefined
        ? {}
        : { bootConfig: seen({ sound: true, problems: [] }, 'ssh', since(this.bootConfigAtMs)) };
    return {
      ...world.look(),
      ...boot,
      id: this.node,
      proofs,
      knownGood,
      tier,
      singleSlot,
      ...(isEnd(state) ? {} : { underway }),
    };
  }

  record(): SwapRecord {
    const { goal, state, target, bootId, baseline, peersBefore, moves, rollbackAsked, world, image } = this;
    return {
      id: `swap-of-${this.node}`,
      node: this.node,
      goal,
      state,
      inStateMs: world.nowMs - this.enteredAtMs,
      tries: this.tries.map(({ atMs, ...one }) => ({ ...one, text: '', ageMs: world.nowMs - atMs })),
      rungs: this.rungs.map(({ name, atMs }) => ({ name, ageMs: world.nowMs - atMs })),
      rollbackAsked,
      moves,
      ...(image === undefined ? {} : { image }),
      ...(target === undefined ? {} : { target }),
      ...(bootId === undefined ? {} : { bootId }),
      ...(baseline === undefined ? {} : { baseline }),
      ...(peersBefore === undefined ? {} : { peersBefore }),
    };
  }

  private tick(): void {
    const facts = this.facts();
    const event = perceive(this.record(), facts, TIMING);
    if (event !== undefined) {
      const entry = enter(this.record(), event, facts);
      if (entry.state !== transition(this.state, event).to) throw this.wrong('the entry is not the table’s');
      this.note(`${event} -> ${entry.state}`);
      this.state = entry.state;
      this.states.push(entry.state);
      this.enteredAtMs = this.world.nowMs;
      this.tries = [];
      this.moves += 1;
      this.target = entry.target ?? this.target;
      this.bootId = entry.bootId ?? this.bootId;
      this.baseline = entry.baseline ?? this.baseline;
      this.peersBefore = entry.peersBefore ?? this.peersBefore;
      this.knownGood = entry.knownGood ?? this.knownGood;
      this.onEntry(this.state, this);
      const at = this.crash?.at;
      if (at !== undefined && 'entering' in at && at.entering === this.state) this.fall();
      return;
    }
    this.lookCloser(facts);
    const closer = this.facts();
    const step = nextStep(this.record(), closer, TIMING);
    if (step === undefined) return;
    const verdict = decide(closer, step.action);
    if (verdict.kind === 'allow') {
      if (step.asksOnly !== true) this.act(step.action, step.rung);
    } else
      this.note(`${step.action.kind} refused: ${verdict.reasons.map(({ rule, text }) => `${rule} ${text}`).join(' ')}`);
  }

  private lookCloser(facts: Facts): void {
    const { world } = this;
    if (!world.isUp() || world.conditions.linkDown) return;
    for (const want of wants(this.record(), facts)) {
      if (want.kind === 'boot-config') this.bootConfigAtMs = world.nowMs;
      else {
        const matches = world.slots[want.slot] === want.image;
        this.proofs = { ...this.proofs, [want.slot]: { image: want.image, matches, atMs: world.nowMs } };
        if (want.slot !== this.knownGood.slot) this.singleSlot = false;
      }
    }
  }

  private act(action: Action, rung: RungName | undefined): void {
    this.forbid(action);
    this.effects += 1;
    const at = this.crash?.at;
    const crashes = at !== undefined && 'effect' in at && at.effect === this.effects && !this.crashed;
    const effect: Effect = { action: action.kind, outcome: 'unknown', atMs: this.world.nowMs };
    this.tries.push(action.kind === 'power' ? { ...effect, how: action.how } : effect);
    if (rung !== undefined) this.rungs.push({ name: rung, atMs: this.world.nowMs });
    if (action.kind === 'stage') {
      this.singleSlot = true;
      this.proofs = { ...this.proofs };
      delete this.proofs[action.slot];
    }
    if (crashes && at.moment === 'before') return this.fall();
    const outcome = this.world.act(action);
    this.note(`${this.state}: ${action.kind} ${rung ?? ''} ${outcome}`);
    if (crashes) return this.fall();
    this.tries = this.tries.map((one, index) => (index === this.tries.length - 1 ? { ...one, outcome } : one));
  }

  /** Dies and comes back: what was only in memory is gone, what was being tried is unknown. */
  private fall(): void {
    if (this.crash === undefined || this.crashed) return;
    this.crashed = true;
    this.note('crash');
    this.proofs = {};
    this.bootConfigAtMs = undefined;
    this.world.pass(this.crash.downMs);
    // Ages start anew.
    this.enteredAtMs = this.world.nowMs;
    this.tries = this.tries.map((one) => ({ ...one, atMs: this.world.nowMs }));
  }

  /** What must never be ordered, judged by the world itself. */
  private forbid(action: Action): void {
    const { world, knownGood, state } = this;
    const home = world.booted === knownGood.slot && world.primary === knownGood.slot && world.oneTry === undefined;
    const dies = (why: string) => this.wrong(`${action.kind} in ${state}: ${why}`);
    const waits = state === 'falling-back' && world.isServing() && (world.oneTry ?? world.primary) === knownGood.slot;
    if (action.kind === 'disarm' && !home && !(this.rack !== undefined && waits)) throw dies('not on a committed slot');
    if (action.kind === 'reboot' && world.watchdog === undefined) throw dies('no dead-man');
    if (action.kind === 'reboot' && (world.oneTry ?? world.primary) !== knownGood.slot) throw dies('not the way home');
    if (action.kind === 'power' && world.isServing() && !world.conditions.linkDown) throw dies('it serves');
    if (action.kind === 'reboot-once' && action.slot === knownGood.slot) throw dies('that is the known-good slot');
    if (action.kind === 'reboot-once' && world.slots[action.slot] !== action.image) throw dies('not the image');
    if (action.kind === 'reboot-once' && world.watchdog === undefined) throw dies('no dead-man');
    if (action.kind === 'reboot-once' && state !== 'rebooting') throw dies('that is for rebooting');
    if (action.kind === 'stage' && action.slot === knownGood.slot) throw dies('that is the known-good slot');
    if (action.kind === 'mark-good' && (state !== 'committing' || action.slot !== world.booted)) throw dies('unproven');
    if (action.kind === 'restore-known-good' && action.slot !== knownGood.slot) throw dies('not the known-good slot');
    if (state === 'staged') throw dies('it only waits');
  }

  private note(text: string): void {
    if (this.trace.at(-1)?.endsWith(text) !== true) this.trace.push(`${this.world.nowMs / 1000} s ${text}`);
  }

  wrong(what: string): Error {
    return new Error(`${what}\n${this.trace.slice(-60).join('\n')}`);
  }
}
