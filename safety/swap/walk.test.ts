// Whole swaps against a model node, in virtual time: every fault in every state, a supervisor that dies at every effect, people who call stop
// or ask for the way back in every state. What a swap may end in is judged by the model, not by the machine.
import { describe, expect, it } from 'vitest';
import { NEW, OLD } from '../sample-facts.js';
import { otherSlot } from '../vocabulary/names.js';
import { isEnd, SWAP_STATES, type SwapState } from '../vocabulary/swap-state.js';
import { endOf, type Fault, judge, rehearse, striking } from './sample-rehearsal.js';
import type { OnEntry } from './sample-supervisor.js';
import { type Behaviour, World } from './sample-world.js';

const BEHAVIOURS: readonly Behaviour[] = ['good', 'hangs', 'panics', 'unhealthy', 'slower', 'dies-on-trial'];
/** For the largest walk: one that panics ends like one that hangs, one that is slower like one that is unhealthy. */
const TELLING = BEHAVIOURS.filter((behaviour) => behaviour !== 'panics' && behaviour !== 'slower');
const STATES_ON_THE_WAY = SWAP_STATES.filter((state) => !isEnd(state));
const MINUTE_MS = 60_000;

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
  ...lose('arm'),
  ...lose('reboot-once'),
  ...lose('reboot'),
  ...(['no-mark', 'no-reboot', 'no-word', 'shutdown-hangs'] as const).map((how) => ({
    name: `reboot-once sticks: ${how}`,
    strike: (world: World) => void (world.conditions.rebootOnceSticks = how),
  })),
  ...lose('mark-good'),
  ...lose('disarm'),
  ...lose('undrain', 2),
  ...lose('restore-known-good'),
  ...lose('kick', 2),
];

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

it('does not take the old boot, answering again after the link dropped, for a new one', () => {
  const onEntry = striking(
    {
      name: 'order lost as the link drops',
      strike: (world) => {
        world.conditions.lost.set('reboot-once', 1);
        const act = world.act.bind(world);
        world.act = (action) => {
          if (action.kind === 'reboot-once') world.conditions.linkDown = true;
          return act(action);
        };
      },
      mends: { afterMs: 40_000, mend: (world) => void (world.conditions.linkDown = false) },
    },
    'rebooting',
  );
  // The order never came, so the dead-man restarts the known-good slot.
  const rehearsal = rehearse('good', { onEntry });
  expect(endOf(rehearsal)).toBe('fell-back');
  expect(rehearsal.world.restartCause).toBe('watchdog');
});

describe('a fault in a state', () => {
  const cases = TRANSIENT.flatMap((fault) => STATES_ON_THE_WAY.map((state) => ({ fault, state })));
  it.each(cases)('$fault.name, on entering $state: a safe end, whatever the image', ({ fault, state }) => {
    for (const behaviour of TELLING) endOf(rehearse(behaviour, { onEntry: striking(fault, state) }));
  });
});

describe('a supervisor that dies', () => {
  /** Every effect of a whole swap, and a few more for the ways back. */
  const EFFECTS = Array.from({ length: 14 }, (_, index) => index + 1);
  const DOWN_MS = [5000, 30 * MINUTE_MS];
  const effects = EFFECTS.flatMap((effect) => (['before', 'after'] as const).map((moment) => ({ effect, moment })));

  it.each(effects)('$moment effect $effect, and comes back: a safe end', (at) => {
    for (const downMs of DOWN_MS)
      for (const behaviour of BEHAVIOURS) endOf(rehearse(behaviour, { crash: { at, downMs } }));
  });
  it.each(STATES_ON_THE_WAY)('on entering %s, and comes back: a safe end', (entering) => {
    for (const downMs of DOWN_MS)
      for (const behaviour of BEHAVIOURS)
        for (const fault of TRANSIENT.slice(0, 6)) {
          const onEntry = striking(fault, entering);
          endOf(rehearse(behaviour, { crash: { at: { entering }, downMs }, onEntry }));
        }
  });

  /** In order: the write of the slot, the drain, the arming, the one command into the new slot. */
  const FIRST = [1, 2, 3, 4].flatMap((effect) => (['before', 'after'] as const).map((moment) => ({ effect, moment })));
  it.each(FIRST)('$moment effect $effect and comes back at once: a good image is committed all the same', (at) => {
    // Without new proofs after the crash the next effect would be refused until the deadline.
    expect(endOf(rehearse('good', { crash: { at, downMs: 5000 } }))).toBe('committed');
  });
});

describe('people', () => {
  const isPast = new Set<SwapState>(['booting', 'validating', 'committing', 'returning', 'falling-back', 'recovering']);
  const before = STATES_ON_THE_WAY.filter((state) => !isPast.has(state));

  it.each(STATES_ON_THE_WAY)(
    'set the emergency stop in %s: before the reboot it turns back, after it, it runs on',
    (at) => {
      for (const behaviour of BEHAVIOURS) {
        const onEntry: OnEntry = (state, supervisor) => {
          if (state === at) supervisor.stopSet = true;
        };
        const rehearsal = rehearse(behaviour, { onEntry });
        const end = endOf(rehearsal);
        if (before.includes(at)) {
          expect(end).toBe('fell-back');
          expect(rehearsal.world.boots).toBe(1);
        } else if (behaviour === 'good') expect(end).toBe('committed');
        else expect(end).toBe('fell-back');
      }
    },
  );
  it.each(STATES_ON_THE_WAY)('ask for the way back in %s: it goes back until it is committing', (at) => {
    for (const behaviour of BEHAVIOURS) {
      const onEntry: OnEntry = (state, supervisor) => {
        if (state === at) supervisor.rollbackAsked = true;
      };
      const rehearsal = rehearse(behaviour, { onEntry });
      const commits = behaviour === 'good' && ['committing', 'returning', 'falling-back', 'recovering'].includes(at);
      expect(endOf(rehearsal)).toBe(commits ? 'committed' : 'fell-back');
      if (before.includes(at)) expect(rehearsal.world.boots).toBe(1);
    }
  });
  it('set the stop after the reboot was ordered: it is not turned back half-way', () => {
    const rehearsal = rehearse('good', {
      onEntry: (state, supervisor) => {
        if (state !== 'rebooting') return;
        const act = supervisor.world.act.bind(supervisor.world);
        supervisor.world.act = (action) => {
          if (action.kind === 'reboot-once') supervisor.stopSet = true;
          return act(action);
        };
      },
    });
    expect(endOf(rehearsal)).toBe('committed');
  });
  it('are waited for by a tier 1 node that serves worse, while its group is whole; then it goes back by itself', () => {
    const rehearsal = rehearse('slower', { tier: 1 });
    expect(endOf(rehearsal)).toBe('fell-back');
    expect(rehearsal.world.nowMs).toBeGreaterThan(30 * MINUTE_MS);
    expect(rehearse('slower', { tier: 2 }).world.nowMs).toBeLessThan(15 * MINUTE_MS);
  });
  it('are not waited for when the group falls below N+1, or the node does not serve (SAF-5)', () => {
    const onEntry: OnEntry = (state, supervisor) => {
      if (state === 'validating') supervisor.othersServe = false;
    };
    const below = rehearse('slower', { tier: 1, onEntry });
    expect(endOf(below)).toBe('fell-back');
    expect(below.world.nowMs).toBeLessThan(15 * MINUTE_MS);
    const failing = rehearse('unhealthy', { tier: 1 });
    expect(endOf(failing)).toBe('fell-back');
    expect(failing.world.nowMs).toBeLessThan(15 * MINUTE_MS);
  });
});

describe('a node that cannot be saved', () => {
  it.each(BEHAVIOURS.filter((behaviour) => behaviour !== 'good'))(
    'is lost when its old image is gone too (%s)',
    (behaviour) => {
      const onEntry: OnEntry = (state, { world }) => {
        if (state === 'booting') world.behaviours.set(OLD, 'hangs');
      };
      const { end, world } = rehearse(behaviour, { onEntry });
      expect(end).toBe('lost');
      expect(world.isServing()).toBe(false);
    },
  );
  it('is lost when its known-good slot rots while the new image is on trial, and is seen rotten on the way back', () => {
    const onEntry: OnEntry = (state, { world }) => {
      if (state === 'validating') {
        world.slots.A = 'garbage';
        world.behaviours.set('garbage', 'good');
      }
    };
    expect(rehearse('unhealthy', { onEntry }).end).toBe('lost');
  });
  it.each(STATES_ON_THE_WAY)('is lost only with host and BMC dead together, from %s on', (at) => {
    for (const behaviour of BEHAVIOURS) {
      const onEntry: OnEntry = (state, { world }) => {
        if (state !== at) return;
        world.conditions.bmcDead = true;
        world.host = { kind: 'hung' };
      };
      const rehearsal = rehearse(behaviour, { onEntry });
      if (rehearsal.end === 'lost') expect(rehearsal.world.isServing()).toBe(false);
      else judge(rehearsal);
    }
  });
});

describe('a recovery', () => {
  const recover = (strike: (world: World) => void) =>
    rehearse('good', {
      goal: 'recover',
      onEntry: (_state, { world, states }) => {
        if (states.length === 1) strike(world);
      },
    });
  it('switches on, resets or reboots, whatever is enough, and ends on the known-good image', () => {
    expect(endOf(recover((world) => world.cutPower()))).toBe('fell-back');
    expect(endOf(recover((world) => (world.host = { kind: 'hung' })))).toBe('fell-back');
  });
  it('ends lost, with every rung climbed once, when nothing helps', () => {
    const { end, supervisor } = recover((world) => {
      world.behaviours.set(OLD, 'hangs');
      world.host = { kind: 'hung' };
    });
    expect(end).toBe('lost');
    const rungs = supervisor.record().rungs.map(({ name }) => name);
    expect(new Set(rungs).size).toBe(rungs.length);
    expect(rungs.filter((name) => name !== 'power-on')).toEqual(['reset', 'power-cycle', 'known-good-slot']);
  });
  it('switches on again what a power cycle left off', () => {
    const rehearsal = rehearse('good', {
      goal: 'recover',
      onEntry: (_state, { world, states }) => {
        if (states.length > 1) return;
        Object.assign(world.conditions, { cycleStaysOff: true, watchdogLies: true });
        world.host = { kind: 'hung' };
        const boot = world.boot.bind(world);
        // Only a boot from cold gets anywhere.
        world.boot = () => {
          boot();
          if (world.powerActionsAtMs.length < 3) world.host = { kind: 'hung' };
        };
      },
    });
    expect(endOf(rehearsal)).toBe('fell-back');
    expect(rehearsal.supervisor.record().rungs.at(-1)?.name).toBe('power-on');
  });
  it('spends no rung on a BMC that is silent for a while', () => {
    const { end, supervisor } = rehearse('good', {
      goal: 'recover',
      onEntry: striking(
        {
          name: 'host hung, BMC busy',
          strike: (world) => {
            world.host = { kind: 'hung' };
            world.conditions.bmcSilent = true;
          },
          mends: { afterMs: 20 * MINUTE_MS, mend: (world) => void (world.conditions.bmcSilent = false) },
        },
        'recovering',
      ),
    });
    expect(end).toBe('fell-back');
    expect(supervisor.record().rungs.map(({ name }) => name)).toEqual(['reset']);
  });
  it.each([OLD, NEW])('goes to the known-good slot from wherever it comes up', (held) => {
    const { end, world } = recover((struck) => {
      struck.slots.B = held;
      struck.oneTry = otherSlot(struck.booted);
      struck.host = { kind: 'hung' };
    });
    expect(end).toBe('fell-back');
    expect(world.booted).toBe('A');
  });
});
