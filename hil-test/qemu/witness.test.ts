// What the witness reads from a console and from GRUB's environment, on samples of both. The bench itself is needed for nothing here.
import { describe, expect, it } from 'vitest';
import { bootsIn, nextSlot } from './witness.js';

/** A first boot, an ordered reboot and a power cycle, as the console of a run showed them. */
const CONSOLE = [
  '\u001b[H\u001b[J\u001b[1;1HGRUB: slot A (ORDER=A B A_OK=1 A_TRY=1 B_OK=1 B_TRY=0)',
  'node qemu-01: up, image v1, uptime 2.40',
  'The system is going down NOW!',
  '\u001b[H\u001b[J\u001b[1;1HGRUB: slot B (ORDER=B A A_OK=1 A_TRY=0 B_OK=1 B_TRY=1)',
  'node qemu-01: up, image v2, uptime 2.15',
  '\u001b[H\u001b[J\u001b[1;1HGRUB: slot A (ORDER=B A A_OK=1 A_TRY=1 B_OK=1 B_TRY=1)',
].join('\r\n');

it('reads from the console which slots GRUB started, in order', () => {
  expect(bootsIn(CONSOLE)).toEqual(['A', 'B', 'A']);
  expect(bootsIn('node qemu-01: up, image v2 in slot B')).toEqual([]);
});

describe('what GRUB starts next', () => {
  it.each([
    ['the first that has its try left', 'ORDER=B A A_OK=1 A_TRY=0 B_OK=1 B_TRY=0', 'B'],
    ['the other one, once it had its try', 'ORDER=B A A_OK=1 A_TRY=0 B_OK=1 B_TRY=1', 'A'],
    ['the last in the order, once both had', 'ORDER=B A A_OK=1 A_TRY=1 B_OK=1 B_TRY=1', 'A'],
    ['never one that is marked bad', 'ORDER=A B A_OK=1 A_TRY=1 B_OK=0 B_TRY=0', 'A'],
    ['any, when all are marked bad', 'ORDER=A B A_OK=0 A_TRY=0 B_OK=0 B_TRY=0', 'B'],
  ])('%s', (_, line, slot) => {
    const names = ['ORDER', 'A_OK', 'A_TRY', 'B_OK', 'B_TRY'];
    const fields = new RegExp(names.map((name) => `${name}=(.*?)`).join(' ') + '$').exec(line)?.slice(1) ?? [];
    const env = Object.fromEntries(names.map((name, at) => [name, fields[at] ?? '']));
    expect(nextSlot({ env })).toBe(slot);
  });
});
