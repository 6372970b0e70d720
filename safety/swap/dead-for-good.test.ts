// The supervisor dies for good in any state from arming on, before and after every effect, whatever the image: the node must come home alone,
// with nothing but its boot loader and its dead-man. Judged by the model world. What does not hold is pinned by name, with its reason.
import { describe, expect, it } from 'vitest';
import { NEW, OLD } from '../sample-facts.js';
import { isEnd, SWAP_STATES, type SwapState } from '../vocabulary/swap-state.js';
import { striking } from './sample-rehearsal.js';
import { type Crash, type OnEntry, Supervisor } from './sample-supervisor.js';
import { type Behaviour, World } from './sample-world.js';

const BEHAVIOURS: readonly Behaviour[] = ['good', 'hangs', 'panics', 'unhealthy', 'slower', 'dies-on-trial'];
const MINUTE_MS = 60_000;

describe('a supervisor dead for good', () => {
  const FROM_ARMING: readonly SwapState[] = SWAP_STATES.slice(SWAP_STATES.indexOf('arming')).filter(
    (state) => !isEnd(state),
  );
  /** What leads a swap through the states that a good node never sees. */
  const DETOURS: readonly { readonly name: string; readonly sticks?: true; readonly onEntry?: () => OnEntry }[] = [
    { name: 'nothing on the way' },
    ...(['no-mark', 'no-reboot', 'no-word'] as const).map((how) => ({
      name: `reboot-once sticks: ${how}`,
      sticks: true as const,
      onEntry: () =>
        striking({ name: how, strike: (world) => void (world.conditions.rebootOnceSticks = how) }, 'arming'),
    })),
    {
      name: 'link down until it is recovering',
      onEntry: () => {
        const mends = { afterMs: 14 * MINUTE_MS, mend: (world: World) => void (world.conditions.linkDown = false) };
        return striking({ name: 'link', strike: (world) => void (world.conditions.linkDown = true), mends }, 'booting');
      },
    },
  ];
  const newRun = (behaviour: Behaviour, detour: (typeof DETOURS)[number], crash?: Crash) => {
    const world = new World([
      [OLD, 'good'],
      [NEW, behaviour],
    ]);
    const onEntry = detour.onEntry?.();
    const options = { ...(onEntry === undefined ? {} : { onEntry }), ...(crash === undefined ? {} : { crash }) };
    return { world, supervisor: new Supervisor(world, options) };
  };
  const diedIn = new Set<SwapState>();
  const isSelected = ({ oneTry, host }: World) => oneTry !== undefined && host.kind === 'up';

  /** On its known-good image, or on the new one if that was marked good; serving, with no dead-man left that has not fired. */
  const judgeHome = (world: World, supervisor: Supervisor, where: string): void => {
    const wasMarked = world.marks.B === 'good';
    const dies = (why: string) => supervisor.wrong(`${where}: ${why}`);
    world.conditions.linkDown = false;
    world.pass(60 * MINUTE_MS);
    if (!world.isServing()) throw dies('it does not serve');
    if (world.booted !== (wasMarked ? 'B' : 'A')) throw dies(`it runs slot ${world.booted}`);
    if (world.slots[world.booted] !== (wasMarked ? NEW : OLD)) throw dies('it runs another image');
    if (world.watchdog !== undefined) throw dies('a dead-man is left');
  };

  const cases = DETOURS.flatMap((detour) => BEHAVIOURS.map((behaviour) => ({ detour, behaviour })));
  it.each(cases)('$detour.name, an image that is $behaviour: it comes home alone', ({ detour, behaviour }) => {
    const seenDead = new Set<SwapState>();
    const plain = newRun(behaviour, detour).supervisor;
    plain.run();
    for (let effect = 1; effect <= plain.effects; effect += 1) {
      for (const moment of ['before', 'after'] as const) {
        const { world, supervisor } = newRun(behaviour, detour, { at: { effect, moment }, downMs: 0 });
        supervisor.run(() => supervisor.effects >= effect);
        const state = supervisor.states.at(-1);
        if (state === undefined || !FROM_ARMING.includes(state)) continue;
        seenDead.add(state);
        // The pinned case, below.
        if (detour.sticks && isSelected(world)) continue;
        judgeHome(world, supervisor, `${moment} effect ${effect}, in ${state}`);
      }
    }
    for (const entering of FROM_ARMING) {
      for (let nth = 1; plain.states.filter((state) => state === entering).length >= nth; nth += 1) {
        const { world, supervisor } = newRun(behaviour, detour);
        supervisor.run(() => supervisor.states.filter((state) => state === entering).length >= nth);
        seenDead.add(entering);
        judgeHome(world, supervisor, `on entering ${entering}`);
      }
    }
    expect(seenDead).toEqual(new Set(plain.states.filter((state) => FROM_ARMING.includes(state))));
    for (const state of seenDead) diedIn.add(state);
  });
  it('was tried in every state from arming on', () => expect(diedIn).toEqual(new Set(FROM_ARMING)));

  /**
   * The one case that is left. Two things go wrong in one command and the supervisor with them: the slot is marked and the node does not go down
   * (no reboot, no word of it, or a shutdown that hangs), so that the dead-man fires into the new slot's one try and is used up. An image that
   * is good serves there; one that is not waits for anybody to look or to reset it, and then comes home.
   */
  it.each(['no-reboot', 'no-word', 'shutdown-hangs'] as const)(
    'once the one command has marked the slot and stuck (%s): only with an image that is bad too are hands needed',
    (how) => {
      for (const behaviour of BEHAVIOURS) {
        const { world, supervisor } = newRun(behaviour, { name: how });
        supervisor.run(() => {
          world.conditions.rebootOnceSticks = how;
          return world.oneTry !== undefined;
        });
        expect(supervisor.states.at(-1)).toBe('rebooting');
        world.pass(60 * MINUTE_MS);
        expect(world.restartCause).toBe('watchdog');
        expect(world.isServing()).toBe(['good', 'slower', 'panics'].includes(behaviour));
        expect(world.primary).toBe('A');
        world.cutPower(20_000);
        judgeHome(world, supervisor, 'after a reset by hand');
      }
    },
  );
});
