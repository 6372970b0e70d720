// The rule farside-ab-v1 proven on every state of BOOT_ORDER and both counters, and the parsing of what fw_printenv prints.
import { describe, expect, it } from 'vitest';
import { otherSlot, type SlotName } from '#safety/vocabulary/names.js';
import {
  type BootEnv,
  bootPlan,
  envLines,
  markedGood,
  markOf,
  parseBootEnv,
  restored,
  selectedOnce,
  start,
  withoutSlot,
} from './boot-env.js';
import { envCopies } from './check-boot-config.js';

const ATTEMPTS = 3;
const SLOTS = ['A', 'B'] as const;
const ORDERS: readonly (readonly SlotName[])[] = [['A', 'B'], ['B', 'A'], ['A'], ['B']];
const LEFTS = [0, 1, 2, 3];
const ALL: readonly BootEnv[] = ORDERS.flatMap((order) =>
  LEFTS.flatMap((A) => LEFTS.map((B): BootEnv => ({ order, left: { A, B } }))),
);

describe('the rule, from every state', () => {
  it('covers 64 states', () => expect(ALL.length).toBe(64));

  it('starts a selected slot once and then the one that was good', () => {
    for (const env of ALL) {
      for (const slot of SLOTS) {
        const other = otherSlot(slot);
        const selected = selectedOnce(env, slot);
        const otherStarts = env.order.includes(other) && env.left[other] > 0;
        expect(bootPlan(selected, ATTEMPTS)).toEqual([slot, otherStarts ? other : slot]);
      }
    }
  });

  it('never starts a slot that was taken away', () => {
    for (const env of ALL) {
      for (const slot of SLOTS) {
        let now = withoutSlot(env, slot);
        for (let reset = 0; reset < 10; reset++) {
          const started = start(now, ATTEMPTS);
          expect(started?.slot).toBe(otherSlot(slot));
          now = started?.saved ?? now;
        }
      }
    }
  });

  it('stays with a restored slot, which is marked good', () => {
    for (const env of ALL) {
      for (const slot of SLOTS) {
        const after = restored(env, slot, ATTEMPTS);
        expect(bootPlan(after, ATTEMPTS)).toEqual([slot, slot]);
        expect(markOf(after, slot, ATTEMPTS)).toBe('good');
        expect(markOf(after, otherSlot(slot), ATTEMPTS)).toBe('bad');
      }
    }
  });

  it('takes the try off before the kernel is loaded, so a hang cannot repeat it', () => {
    for (const env of ALL) {
      const started = start(env, ATTEMPTS);
      const before = started !== undefined && env.left[started.slot] > 0 ? env.left[started.slot] : ATTEMPTS;
      if (started !== undefined) expect(started.saved.left[started.slot]).toBe(before - 1);
    }
  });

  it('marks a slot good only in the variables of that slot', () => {
    expect(markedGood({ order: ['B', 'A'], left: { A: 3, B: 0 } }, 'B', ATTEMPTS)).toEqual({
      order: ['B', 'A'],
      left: { A: 3, B: 3 },
    });
  });
});

describe('what fw_printenv prints', () => {
  it('is read, LEFT as hexadecimal', () => {
    expect(parseBootEnv('BOOT_ORDER=B A\nBOOT_A_LEFT=a\nBOOT_B_LEFT=10\n')).toEqual({
      ok: true,
      env: { order: ['B', 'A'], left: { A: 10, B: 16 } },
    });
    expect(envLines({ order: ['A'], left: { A: 10, B: 0 } })).toEqual([
      'BOOT_ORDER=A',
      'BOOT_A_LEFT=a',
      'BOOT_B_LEFT=0',
    ]);
  });

  const damaged = [
    '',
    'BOOT_ORDER=\nBOOT_A_LEFT=3\nBOOT_B_LEFT=3\n',
    'BOOT_ORDER=A B\nBOOT_A_LEFT=\nBOOT_B_LEFT=3\n',
    'BOOT_ORDER=A B\nBOOT_A_LEFT=3\n',
    'BOOT_ORDER=A C\nBOOT_A_LEFT=3\nBOOT_B_LEFT=3\n',
    'BOOT_ORDER=A A\nBOOT_A_LEFT=3\nBOOT_B_LEFT=3\n',
    'BOOT_ORDER=A B\nBOOT_A_LEFT=-1\nBOOT_B_LEFT=3\n',
    'BOOT_ORDER=A B\nBOOT_A_LEFT=0x3\nBOOT_B_LEFT=3\n',
  ];
  for (const text of damaged)
    it(`is refused: ${JSON.stringify(text)}`, () => expect(parseBootEnv(text).ok).toBe(false));
});

describe('copies of the environment', () => {
  it('counts places, not lines', () => {
    expect(envCopies('# device offset size\n/dev/vda 0x80000 0x4000\n')).toBe(1);
    expect(envCopies('/dev/vda 0x80000 0x4000\n/dev/vda 524288 0x4000\n')).toBe(1);
    expect(envCopies('/dev/vda 0x80000 0x4000\n/dev/vda 0x84000 0x4000\n')).toBe(2);
    expect(envCopies('')).toBe(0);
  });
});
