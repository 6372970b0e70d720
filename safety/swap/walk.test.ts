// Whole swaps against a model node, in virtual time: every fault in every state, a supervisor that dies at every effect, people who call stop
// or ask for the way back in every state. What a swap may end in is judged by the model, not by the machine.
import { describe, expect, it } from 'vitest';
import { NEW, OLD } from '../sample-facts.js';
import { otherSlot } from '../vocabulary/names.js';
import { isEnd, SWAP_STATES, type SwapState } from '../vocabulary/swap-state.js';
import type { Goal } from './record.js';
import { type Crash, type OnEntry, Supervisor } from './sample-supervisor.js';
import { type Behaviour, World } from './sample-world.js';

const BEHAVIOURS: readonly Behaviour[] = ['good', 'hangs', 'panics', 'unhealthy', 'slower', 'dies-on-trial'];
const STATES_ON_THE_WAY = SWAP_STATES.filter((state) => !isEnd(state));
const MINUTE_MS = 60_000;

/** What strikes the world; `mends` undoes it a while later. A world without an `mends` stays as it is. */
interface Fault {
  readonly name: string;
  strike(world: World): void;
  readonly mends?: { readonly afterMs: number; mend(world: World): void };
}

const lose = (kind: Parameters<World['act']>[0]['kind'], times = 1): Fault[] => [
  { name: `${kind} lost ${times} times`, strike: (world) => world.conditions.lost.set(kind, times) },
  { name: `answer to ${kind} lost`, strike: (world) => world.conditions.answerLost.set(kind, times) },
];

const TRANSIENT: readonly Fault[] = [
  { name: 'nothing', strike: () => {} },
  { name: 'power flap', strike: (world) => world.cutPower(20_000) },
  { name: 'power stays off', strike: (world) => world.cutPower() },
  { name: 'host hangs', strike: (world) => void (world.isUp() && (world.host = { kind: 'hung' })) },
  { name: 'restarts by itself', strike: (world) => world.isUp() && world.boot() },
  {
    name: 'link flaps',
    strike: (world) => void (world.conditions.linkDown = true),
    mends: { afterMs: 90_000, mend: (world) => void (world.conditions.linkDown = false) },
  },
  {
    name: 'BMC silent for 6 minutes',
    strike: (world) => void (world.conditions.bmcSilent = true),
    mends: { afterMs: 6 * MINUTE_MS, mend: (world) => void (world.conditions.bmcSilent = false) },
  },
  { name: 'BMC silent for good', strike: (world) => void (world.conditions.bmcSilent = true) },
  { name: 'firmware stops the watchdog', strike: (world) => void (world.conditions.postStopsWatchdog = true) },
  { name: 'watchdog never fires', strike: (world) => void (world.conditions.watchdogLies = true) },
  { name: 'watchdog stops', strike: (world) => void (world.watchdog = undefined) },
  { name: 'drain fails', strike: (world) => void (world.conditions.drainFails = true) },
  { name: 'writes garbage', strike: (world) => void (world.conditions.stageWritesGarbage = true) },
  ...lose('stage'),
  ...lose('stage', 2),
  ...lose('drain', 3),
  ...lose('select-once'),
  ...lose('arm'),
  ...lose('reboot'),
  ...lose('mark-good'),
  ...lose('disarm'),
  ...lose('undrain', 2),
  ...lose('restore-known-good'),
  ...lose('kick', 2),
];

/** The fault strikes the first time the state is entered, and mends itself where it says so. */
function striking(fault: Fault, state: SwapState): OnEntry {
  let struck = false;
  return (entered, { world }) => {
    if (struck || entered !== state) return;
    struck = true;
    fault.strike(world);
    const { mends } = fault;
    if (mends === undefined) return;
    const mendAtMs = world.nowMs + mends.afterMs;
    const pass = world.pass.bind(world);
    world.pass = (ms) => {
      pass(ms);
      if (world.nowMs >= mendAtMs) mends.mend(world);
    };
  };
}

function rehearse(behaviour: Behaviour, options: { goal?: Goal; tier?: 1 | 2; crash?: Crash; onEntry?: OnEntry } = {}) {
  const world = new World([
    [OLD, 'good'],
    [NEW, behaviour],
  ]);
  if (options.goal === 'rollback') world.slots.B = NEW;
  const supervisor = new Supervisor(world, options);
  const end = supervisor.run();
  return { end, supervisor, world };
}

/** What each end promises, seen in the world itself. */
function judge({ end, supervisor, world }: ReturnType<typeof rehearse>): void {
  const say = (what: string) => supervisor.wrong(`${end}: ${what}`);
  const { knownGood } = supervisor;
  if (end === 'lost') return;
  if (!world.isServing()) throw say('it does not serve');
  if (world.drained) throw say('its load is still away');
  if (world.watchdog !== undefined && !world.conditions.bmcSilent && !world.conditions.bmcDead)
    throw say('a dead-man was left running');
  if (world.booted !== knownGood.slot || world.primary !== knownGood.slot || world.oneTry !== undefined)
    throw say('it is not, or would not stay, on its known-good slot');
  const image = end === 'committed' ? NEW : OLD;
  if (end !== 'ready' && (knownGood.image !== image || world.slots[knownGood.slot] !== image)) throw say('wrong image');
  if (end === 'committed' && world.behaviour() !== 'good') throw say('a bad image was committed');
}

const endOf = (rehearsal: ReturnType<typeof rehearse>) => {
  judge(rehearsal);
  if (rehearsal.end === 'lost') throw rehearsal.supervisor.wrong('lost');
  return rehearsal.end;
};

describe('a swap with nothing in its way', () => {
  it('commits a good image, through every state of the table in order', () => {
    const rehearsal = rehearse('good');
    expect(endOf(rehearsal)).toBe('committed');
    expect(rehearsal.supervisor.states).toEqual([
      'preflight',
      'staging',
      'staged',
      'draining',
      'arming',
      'rebooting',
      'booting',
      'validating',
      'committing',
      'committing',
      'returning',
      'committed',
    ]);
  });
  it.each(BEHAVIOURS.filter((behaviour) => behaviour !== 'good'))('falls back from an image that %s', (behaviour) => {
    expect(endOf(rehearse(behaviour))).toBe('fell-back');
  });
  it('swaps back to the image that the other slot holds, without writing', () => {
    const rehearsal = rehearse('good', { goal: 'rollback' });
    expect(endOf(rehearsal)).toBe('committed');
    expect(rehearsal.supervisor.states).not.toContain('staging');
  });
  it('only stages when asked to stage', () => {
    const rehearsal = rehearse('good', { goal: 'stage' });
    expect(endOf(rehearsal)).toBe('ready');
    expect(rehearsal.world.boots).toBe(1);
    expect(rehearsal.world.slots.B).toBe(NEW);
  });
});

describe('a fault in a state', () => {
  const cases = TRANSIENT.flatMap((fault) => STATES_ON_THE_WAY.map((state) => ({ fault, state })));
  it.each(cases)('$fault.name, on entering $state: a safe end, whatever the image', ({ fault, state }) => {
    for (const behaviour of BEHAVIOURS) endOf(rehearse(behaviour, { onEntry: striking(fault, state) }));
  });
});
