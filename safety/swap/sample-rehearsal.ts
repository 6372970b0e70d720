// One swap of the model node from its start to its end, with a fault on the way, and what each end promises. For tests only.
// What a swap may end in is judged by the model, not by the machine.
import { NEW, OLD } from '../sample-facts.js';
import type { SwapState } from '../vocabulary/swap-state.js';
import type { Goal } from './record.js';
import { type Crash, type OnEntry, Supervisor } from './sample-supervisor.js';
import { type Behaviour, World } from './sample-world.js';

/** What strikes the world; `mends` undoes it a while later. A world without an `mends` stays as it is. */
export interface Fault {
  readonly name: string;
  strike(world: World): void;
  readonly mends?: { readonly afterMs: number; mend(world: World): void };
}

/** The fault strikes the first time the state is entered, and mends itself where it says so. */
export function striking(fault: Fault, state: SwapState): OnEntry {
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

export function rehearse(
  behaviour: Behaviour,
  options: { goal?: Goal; tier?: 1 | 2; crash?: Crash; onEntry?: OnEntry } = {},
) {
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
export function judge({ end, supervisor, world }: ReturnType<typeof rehearse>): void {
  const say = (what: string) => supervisor.wrong(`${end}: ${what}`);
  const { knownGood } = supervisor;
  if (end === 'lost') return;
  if (!supervisor.states.includes('draining') && !supervisor.states.includes('falling-back')) {
    // Never taken out: the swap changed nothing but the spare slot, whatever else befell the node.
    if (world.drained || world.watchdog !== undefined || world.primary !== 'A' || world.slots.A !== OLD)
      throw say('changed');
    return;
  }
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

export const endOf = (rehearsal: ReturnType<typeof rehearse>) => {
  judge(rehearsal);
  if (rehearsal.end === 'lost') throw rehearsal.supervisor.wrong('lost');
  return rehearsal.end;
};
