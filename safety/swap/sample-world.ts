// One node as a pure model, for tests only: slots and a boot loader that gives a new slot one try, a BMC with a watchdog, power, a service,
// a link, and what can go wrong with each. Time is a number that the test moves. It shares no judgement with the machine that it examines.
import { LIMITS, OLD, seen } from '../sample-facts.js';
import type { Action } from '../vocabulary/action.js';
import type { BmcLook, HostLook, ServiceLook, SlotMark } from '../vocabulary/evidence.js';
import type { NodeFacts } from '../vocabulary/facts.js';
import { type Digest, otherSlot, type SlotName } from '../vocabulary/names.js';
import type { OutcomeKind } from '../vocabulary/outcome.js';

export const BOOT_MS = 60_000;
const OFF_DWELL_MS = 10_000;
/** Between two looks at the service. */
const LOOK_MS = 5000;

/** How an image behaves once the boot loader starts it. */
export type Behaviour = 'good' | 'hangs' | 'panics' | 'unhealthy' | 'slower' | 'dies-on-trial';

/** Standing conditions; a test sets and clears them. */
export interface Conditions {
  bmcSilent: boolean;
  /** Its watchdog does not fire any more either. */
  bmcDead: boolean;
  linkDown: boolean;
  /** The firmware stops the watchdog on the way through POST. */
  postStopsWatchdog: boolean;
  /** Says that it runs, counts down to a second, never fires. */
  watchdogLies: boolean;
  drainFails: boolean;
  /** A power cycle by command does its first half only. */
  cycleStaysOff: boolean;
  stageWritesGarbage: boolean;
  /** How far the next reboot-once gets, if not all the way. `no-word`: marked, no reboot, and nobody says so. */
  rebootOnceSticks: 'no-mark' | 'no-reboot' | 'no-word' | 'shutdown-hangs' | undefined;
  /** The next so many orders of this kind are lost on their way; the answer is `unknown`. */
  lost: Map<Action['kind'], number>;
  /** The next so many orders of this kind are carried out and their answer is lost. */
  answerLost: Map<Action['kind'], number>;
}

type Host = { kind: 'off' } | { kind: 'booting'; upAt: number } | { kind: 'hung' } | { kind: 'up'; since: number };

export class World {
  nowMs = 0;
  readonly slots: Record<SlotName, Digest | 'garbage'> = { A: OLD, B: 'garbage' };
  readonly marks: Record<SlotName, SlotMark> = { A: 'good', B: 'bad' };
  primary: SlotName = 'A';
  oneTry: SlotName | undefined;
  booted: SlotName = 'A';
  boots = 1;
  host: Host = { kind: 'up', since: -3_600_000 };
  powered = true;
  powerOnAtMs: number | undefined;
  watchdog: { firesAtMs: number; timeoutMs: number } | undefined;
  watchdogFired = false;
  restartCause = 'unknown';
  drained = false;
  powerActionsAtMs: number[] = [];
  private hostSilentSinceMs: number | undefined;
  private looksSilent = 0;
  readonly behaviours: Map<Digest | 'garbage', Behaviour>;
  readonly conditions: Conditions = {
    bmcSilent: false,
    bmcDead: false,
    linkDown: false,
    postStopsWatchdog: false,
    watchdogLies: false,
    drainFails: false,
    cycleStaysOff: false,
    stageWritesGarbage: false,
    rebootOnceSticks: undefined,
    lost: new Map(),
    answerLost: new Map(),
  };

  constructor(behaviours: readonly (readonly [Digest, Behaviour])[]) {
    this.behaviours = new Map<Digest | 'garbage', Behaviour>([['garbage', 'hangs'], ...behaviours]);
  }

  behaviour(): Behaviour {
    return this.behaviours.get(this.slots[this.booted]) ?? 'good';
  }

  /** Lets time pass: the node, its BMC, nothing else. */
  pass(ms: number): void {
    const endMs = this.nowMs + ms;
    while (this.nowMs < endMs) {
      this.nowMs = Math.min(endMs, this.nowMs + 1000);
      this.second();
    }
  }

  private second(): void {
    if (this.powerOnAtMs !== undefined && this.nowMs >= this.powerOnAtMs) {
      this.powerOnAtMs = undefined;
      this.powered = true;
      this.boot();
    }
    const { conditions, watchdog } = this;
    if (watchdog !== undefined && this.nowMs >= watchdog.firesAtMs && !conditions.watchdogLies && !conditions.bmcDead) {
      this.watchdog = undefined;
      this.watchdogFired = true;
      this.restartCause = 'watchdog';
      this.cutPower(OFF_DWELL_MS);
    }
    if (this.host.kind === 'booting' && this.nowMs >= this.host.upAt) this.arrive();
    if (this.host.kind === 'up' && this.behaviour() === 'dies-on-trial' && this.nowMs - this.host.since > 40_000) {
      this.host = { kind: 'hung' };
    }
  }

  /** Without a dwell it stays off. */
  cutPower(dwellMs?: number): void {
    this.powered = false;
    this.host = { kind: 'off' };
    this.powerOnAtMs = dwellMs === undefined ? undefined : this.nowMs + dwellMs;
  }

  boot(): void {
    this.booted = this.oneTry ?? this.primary;
    this.oneTry = undefined;
    this.boots += 1;
    if (this.conditions.postStopsWatchdog) this.watchdog = undefined;
    this.host = this.behaviour() === 'hangs' ? { kind: 'hung' } : { kind: 'booting', upAt: this.nowMs + BOOT_MS };
  }

  private arrive(): void {
    if (this.behaviour() === 'panics') this.boot();
    else this.host = { kind: 'up', since: this.nowMs };
  }

  isUp(): boolean {
    return this.host.kind === 'up';
  }

  isServing(): boolean {
    return this.isUp() && this.behaviour() !== 'unhealthy';
  }

  /** Carries an action out as far as conditions allow. */
  act(action: Action): OutcomeKind {
    if (take(this.conditions.lost, action.kind)) return 'unknown';
    const outcome = this.carryOut(action);
    return take(this.conditions.answerLost, action.kind) ? 'unknown' : outcome;
  }

  private carryOut(action: Action): OutcomeKind {
    switch (action.kind) {
      case 'begin':
      case 'begin-recovery':
        return 'done';
      case 'arm':
      case 'kick':
      case 'disarm':
      case 'power':
        return this.actOnBmc(action);
      default:
        if (!this.isUp() || this.conditions.linkDown) return 'failed';
        return this.actOnHost(action);
    }
  }

  private actOnHost(action: Action): OutcomeKind {
    switch (action.kind) {
      case 'stage':
        if (action.slot === this.booted) return 'refused';
        this.slots[action.slot] = this.conditions.stageWritesGarbage ? 'garbage' : action.image;
        return 'done';
      case 'drain':
        if (this.conditions.drainFails) return 'failed';
        this.drained = true;
        return 'done';
      case 'undrain':
        this.drained = false;
        return 'done';
      case 'reboot-once':
        return this.rebootOnce(action.slot);
      case 'mark-good':
      case 'restore-known-good':
        this.marks[action.slot] = 'good';
        if (action.kind === 'restore-known-good') this.marks[otherSlot(action.slot)] = 'bad';
        this.primary = action.slot;
        this.oneTry = undefined;
        return 'done';
      case 'reboot':
        this.restartCause = 'soft';
        this.boot();
        return 'unknown';
      default:
        throw new Error(`${action.kind} is not for the host.`);
    }
  }

  /** One command, and every way in which it can stick between the mark and the reboot. */
  private rebootOnce(slot: SlotName): OutcomeKind {
    const sticks = this.conditions.rebootOnceSticks;
    this.conditions.rebootOnceSticks = undefined;
    if (sticks === 'no-mark') return 'failed';
    this.oneTry = slot;
    this.marks[slot] = 'trying';
    if (sticks === 'no-reboot') return 'failed';
    if (sticks === 'no-word') return 'unknown';
    this.restartCause = 'soft';
    if (sticks === 'shutdown-hangs') this.host = { kind: 'hung' };
    else this.boot();
    return 'unknown';
  }

  private actOnBmc(action: Action): OutcomeKind {
    if (this.conditions.bmcSilent || this.conditions.bmcDead) return 'unknown';
    switch (action.kind) {
      case 'arm':
        this.watchdog = { firesAtMs: this.nowMs + action.timeoutMs, timeoutMs: action.timeoutMs };
        this.watchdogFired = false;
        return 'done';
      case 'kick':
        if (this.watchdog) this.watchdog = { ...this.watchdog, firesAtMs: this.nowMs + this.watchdog.timeoutMs };
        return 'done';
      case 'disarm':
        this.watchdog = undefined;
        return 'done';
      case 'power':
        this.powerActionsAtMs.unshift(this.nowMs);
        this.restartCause = 'chassis-command';
        if (action.how === 'cycle') this.cutPower(this.conditions.cycleStaysOff ? undefined : OFF_DWELL_MS);
        else if (action.how === 'on' && !this.powered) this.powerOnAtMs = this.nowMs;
        else if (action.how === 'reset' && this.powered) this.boot();
        return 'done';
      default:
        throw new Error(`${action.kind} is not for the BMC.`);
    }
  }

  /** What a supervisor sees now, but for its read-backs, which it keeps itself. */
  look(): NodeFacts {
    const host = this.lookAtHost();
    const isThere = host.kind === 'up';
    return {
      id: 'n1',
      tier: 2,
      compatible: 'rack-node',
      singleSlot: false,
      proofs: {},
      host: seen(host, 'ssh', 0),
      bmc: seen(this.lookAtBmc(), 'bmc', 0),
      service: seen(this.lookAtService(), 'probe', 0),
      ...(isThere ? { drain: seen(this.drained ? 'drained' : 'loaded', 'ssh', 0) } : {}),
      powerActionAgesMs: this.powerActionsAtMs.map((at) => this.nowMs - at),
    };
  }

  private lookAtHost(): HostLook {
    if (!this.isUp() || this.conditions.linkDown) {
      this.hostSilentSinceMs ??= this.nowMs;
      this.looksSilent += 1;
      return { kind: 'silent', forMs: this.nowMs - this.hostSilentSinceMs, looks: this.looksSilent, text: 'timed out' };
    }
    this.hostSilentSinceMs = undefined;
    this.looksSilent = 0;
    const bootPlan = [this.oneTry ?? this.primary, this.primary];
    const { booted, marks, boots } = this;
    const view = { bootId: `boot-${boots}`, booted, marks: { ...marks }, bootPlan, clockMs: 1_767_225_600_000 };
    return { kind: 'up', view };
  }

  private lookAtBmc(): BmcLook {
    if (this.conditions.bmcSilent || this.conditions.bmcDead)
      return { kind: 'silent', forMs: 60_000, text: 'no reply' };
    const { watchdog, powered, restartCause, nowMs } = this;
    const view =
      watchdog === undefined
        ? ({ running: false, action: 'none', timeoutMs: LIMITS.watchdogTimeoutMs, fired: this.watchdogFired } as const)
        : ({
            running: true,
            action: 'power-cycle',
            timeoutMs: watchdog.timeoutMs,
            remainingMs: Math.max(1000, watchdog.firesAtMs - nowMs),
          } as const);
    return { kind: 'answers', view: { power: powered ? 'on' : 'off', watchdog: view, restartCause } };
  }

  private lookAtService(): ServiceLook {
    const forMs = this.host.kind === 'up' ? this.nowMs - this.host.since : 60_000;
    if (!this.isServing() || this.conditions.linkDown) return { kind: 'failing', forMs, text: 'connection refused' };
    const latencyMs = this.behaviour() === 'slower' ? 200 : 100;
    const metrics = { errorRate: 0, latencyMs };
    const samples = Array.from({ length: Math.min(64, 1 + Math.floor(forMs / LOOK_MS)) }, (_, at) => ({
      ...metrics,
      ageMs: at * LOOK_MS,
    })).reverse();
    return { kind: 'serving', forMs, metrics, samples };
  }
}

function take(counts: Map<Action['kind'], number>, kind: Action['kind']): boolean {
  const left = counts.get(kind) ?? 0;
  if (left > 0) counts.set(kind, left - 1);
  return left > 0;
}
