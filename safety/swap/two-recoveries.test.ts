// Two members of one group are being brought home at once: both were down, so both may be helped. One that serves again, from the wrong slot,
// must not be taken down for its way home while the other does not serve or is about to go. The model judges, not the machine (SAF-1, K04).
import { describe, expect, it } from 'vitest';
import { healthyRack, NEW, OLD } from '../sample-facts.js';
import type { Facts } from '../vocabulary/facts.js';
import type { SwapState } from '../vocabulary/swap-state.js';
import { type OnEntry, Supervisor, TICK_MS } from './sample-supervisor.js';
import { World } from './sample-world.js';

const IDS = ['n1', 'n2'] as const;
const TICKS_MAX = (48 * 3_600_000) / TICK_MS;

interface Course {
  readonly ends: readonly (SwapState | undefined)[];
  /** Moments at which a serving node went down while its neighbour did not serve, or had a dead-man running. */
  readonly wrong: readonly string[];
  readonly fetched: number;
}

/** A node whose next boot is into its other slot, which holds a good image: it will serve, and not from where it belongs. */
function strayed(): World {
  const world = new World([]);
  world.slots.B = NEW;
  world.oneTry = 'B';
  world.host = { kind: 'hung' };
  return world;
}

/** Runs both recoveries in turns; the second begins `laterTicks` later. */
function recoverBoth(
  laterTicks: number,
  strike: (worlds: readonly World[]) => void,
  onEntry: OnEntry = () => {},
): Course {
  const worlds = [strayed(), strayed()] as const;
  strike(worlds);
  const wrong: string[] = [];
  let fetched = 0;
  const supervisors: Supervisor[] = [];
  const rackOf = (): Facts => {
    const nodes = new Map(healthyRack(4).nodes);
    for (const [index, id] of IDS.entries()) {
      const own = supervisors[index];
      const facts = own === undefined ? { ...(worlds[index] as World).look(), id } : own.self();
      nodes.set(id, { knownGood: { slot: 'A', image: OLD }, ...facts });
    }
    return { ...healthyRack(4), nodes };
  };
  for (const [index, world] of worlds.entries()) {
    const other = worlds[1 - index] as World;
    // Ordered or by a dead-man that ran out: what counts is that a node that serves goes down.
    const goesDown = (how: string) => {
      if (!world.isServing()) return;
      fetched += 1;
      if (!other.isServing()) wrong.push(`${IDS[index]} goes down by ${how} while the other does not serve`);
      else if (other.watchdog !== undefined) wrong.push(`${IDS[index]} goes down by ${how} while the other is armed`);
    };
    const boot = world.boot.bind(world);
    world.boot = () => {
      goesDown('a reboot');
      boot();
    };
    const cutPower = world.cutPower.bind(world);
    world.cutPower = (dwellMs) => {
      goesDown('a power cycle');
      cutPower(dwellMs);
    };
  }
  for (
    let tick = 0;
    tick < TICKS_MAX && !(supervisors.length === 2 && supervisors.every(({ end }) => end));
    tick += 1
  ) {
    for (const [index, id] of IDS.entries()) {
      const world = worlds[index] as World;
      if (supervisors[index] === undefined && tick >= index * laterTicks)
        supervisors[index] = new Supervisor(world, { node: id, rack: rackOf, goal: 'recover', onEntry });
      if (supervisors[index]?.end === undefined && supervisors[index] !== undefined) supervisors[index].step();
      else world.pass(TICK_MS);
    }
  }
  return { ends: supervisors.map(({ end }) => end), wrong, fetched };
}

const LATER_TICKS = Array.from({ length: 80 }, (_, tick) => tick);

describe('two recoveries of one group at once', () => {
  it.each(LATER_TICKS)(
    'take nothing down while the other does not serve, and both come home (%i ticks apart)',
    (later) => {
      const { ends, wrong, fetched } = recoverBoth(later, () => {});
      expect(wrong).toEqual([]);
      expect(ends).toEqual(['fell-back', 'fell-back']);
      expect(fetched).toBe(2);
    },
  );

  it.each(LATER_TICKS)(
    'nor when the other hangs in its wrong slot, and that one still comes home (%i ticks apart)',
    (later) => {
      const { ends, wrong } = recoverBoth(later, ([, second]) => second?.behaviours.set(NEW, 'hangs'));
      expect(wrong).toEqual([]);
      expect(ends).toEqual(['fell-back', 'fell-back']);
    },
  );

  it('leaves a node that serves from the wrong slot alone when the other cannot be brought back', () => {
    const { ends, wrong } = recoverBoth(3, ([, second]) => {
      second?.behaviours.set(NEW, 'hangs');
      second?.behaviours.set(OLD, 'hangs');
    });
    expect(wrong).toEqual([]);
    expect(ends).toEqual(['lost', 'lost']);
  });
});
