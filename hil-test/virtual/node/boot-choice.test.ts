// What GRUB and U-Boot choose, by table; and that the node's own grub.cfg says in GRUB's language what the model does.
import { describe, expect, it } from 'vitest';
import { bench } from '../shell/bench.js';
import { chooseByGrub, decodeGrubEnv, encodeGrubEnv } from './grub.js';
import { chooseByUboot, decodeUbootEnv, encodeUbootEnv } from './uboot.js';
import { GrubMachine } from '#adapters/platforms/rauc/grub/machine.js';
import { readScript } from '#adapters/platforms/rauc/grub/tree.js';

const grub = (ORDER: string, A_OK: string, A_TRY: string, B_OK: string, B_TRY: string): Record<string, string> => ({
  ORDER,
  A_OK,
  A_TRY,
  B_OK,
  B_TRY,
});

/** contrib/grub.conf: [before, slot started, after]. */
const GRUB_TABLE = [
  ['an ordinary boot', grub('A B', '1', '0', '1', '0'), 'A', grub('A B', '1', '1', '1', '0')],
  [
    'a boot that nobody confirmed goes to the other slot',
    grub('A B', '1', '1', '1', '0'),
    'B',
    grub('A B', '1', '1', '1', '1'),
  ],
  ['the one try of a selected slot', grub('B A', '1', '0', '1', '0'), 'B', grub('B A', '1', '0', '1', '1')],
  ['the way back after that try', grub('B A', '1', '0', '1', '1'), 'A', grub('B A', '1', '1', '1', '1')],
  [
    'none left: the last good one in ORDER, and again at the next boot',
    grub('B A', '1', '1', '1', '1'),
    'A',
    grub('B A', '1', '1', '1', '1'),
  ],
  [
    'none left: a slot marked bad is not started while another is not',
    grub('A B', '1', '1', '0', '0'),
    'A',
    grub('A B', '1', '1', '0', '0'),
  ],
  ['a bad slot is passed over', grub('B A', '1', '0', '0', '0'), 'A', grub('B A', '1', '1', '0', '0')],
  ['all bad: the last in ORDER', grub('A B', '0', '0', '0', '0'), 'B', grub('A B', '0', '0', '0', '0')],
] as const;

const uboot = (BOOT_ORDER: string, a: string, b: string): Record<string, string> => ({
  BOOT_ORDER,
  BOOT_A_LEFT: a,
  BOOT_B_LEFT: b,
});
const UBOOT_TABLE = [
  ['an ordinary boot', uboot('A B', '3', '3'), 'A', uboot('A B', '2', '3')],
  ['counters are hexadecimal', uboot('A B', '10', '3'), 'A', uboot('A B', 'f', '3')],
  ['one try of a selected slot', uboot('B A', '3', '1'), 'B', uboot('B A', '3', '0')],
  ['the way back after that try', uboot('B A', '3', '0'), 'A', uboot('B A', '2', '0')],
  ['none left: back to 3 and from the start', uboot('A B', '0', '0'), 'A', uboot('A B', '2', '3')],
  ['a slot that is not in the order is not started', uboot('A', '0', '3'), 'A', uboot('A', '2', '3')],
] as const;

describe('the choice of a slot', () => {
  it.each(GRUB_TABLE)('GRUB: %s', (_name, before, slot, after) => {
    expect(chooseByGrub(before)).toEqual({ slot, env: after });
  });
  it.each(UBOOT_TABLE)('U-Boot: %s', (_name, before, slot, after) => {
    expect(chooseByUboot(before)).toMatchObject({ slot, env: after });
  });

  it('keeps environments through their form on disk, and knows a damaged one', () => {
    const env = grub('A B', '1', '0', '1', '0');
    expect(decodeGrubEnv(encodeGrubEnv(env))).toEqual(env);
    expect(encodeGrubEnv(env)).toHaveLength(1024);
    expect(decodeGrubEnv(Buffer.alloc(0))).toBeUndefined();
    const block = encodeUbootEnv(uboot('A B', '3', '3'));
    expect(decodeUbootEnv(block)).toEqual(uboot('A B', '3', '3'));
    block[10] = (block[10] ?? 0) ^ 1;
    expect(decodeUbootEnv(block)).toBeUndefined();
  });

  it("is in the node's grub.cfg what it is in the model, from every state of the variables", () => {
    const script = readScript(bench().node.fs.read('/env/grub/grub.cfg').toString('utf8'));
    const bits = ['0', '1'];
    let states = 0;
    for (const order of ['A B', 'B A'])
      for (const [a, at, b, bt] of bits.flatMap((p) =>
        bits.flatMap((q) => bits.flatMap((r) => bits.map((s) => [p, q, r, s] as const))),
      )) {
        const env = grub(order, a, at, b, bt);
        const end = new GrubMachine(env, '').boot(script);
        const { slot, env: saved } = chooseByGrub(env);
        if (end.kind !== 'kernel') throw new Error(end.text);
        expect(end.args).toContain(`rauc.slot=${slot}`);
        expect(end.saved).toEqual(saved);
        states++;
      }
    expect(states).toBe(32);
  });
});
