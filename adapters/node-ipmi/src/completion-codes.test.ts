// Every code has a name and a text; the ones that leave the outcome open are exactly those three.
import { describe, expect, it } from 'vitest';

import { describeCompletion, hexByte, isIndeterminate } from './completion-codes.js';

describe('completion codes', () => {
  it('names all 255 of them', () => {
    for (let code = 1; code < 256; code++) {
      const { name, text } = describeCompletion(code);
      expect(name, hexByte(code)).toMatch(/^[a-z-]+$/);
      expect(text.length, hexByte(code)).toBeGreaterThan(10);
    }
  });

  it('prefers the name that the command gives', () => {
    expect(describeCompletion(0x80, { 0x80: ['of-the-command', 'as the command says'] }).name).toBe('of-the-command');
    expect(describeCompletion(0x80).name).toBe('command-specific');
    expect(describeCompletion(0x10).name).toBe('oem');
    expect(describeCompletion(0xf0).name).toBe('reserved');
  });

  it('leaves the outcome open for C3h, CEh and CFh only', () => {
    const open = Array.from({ length: 256 }, (_, code) => code).filter(isIndeterminate);
    expect(open).toEqual([0xc3, 0xce, 0xcf]);
  });
});
