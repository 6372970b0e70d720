// Golden bytes of a raw command, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { rawCommand } from './raw.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('a raw command', () => {
  const command = { netFn: 0x06, command: 0x01, data: hex('01 02'), repeatable: true };

  it('sends the bytes as they are and gives back what came', () => {
    expect(rawCommand(command)).toMatchObject({ netFn: 0x06, command: 0x01, repeatable: true });
    expect(rawCommand(command).encode()).toEqual(hex('01 02'));
    expect(rawCommand(command).decode(hex('AA'))).toEqual(hex('AA'));
  });

  it.each([
    { ...command, netFn: 0x07 },
    { ...command, netFn: 0x40 },
    { ...command, netFn: -2 },
    { ...command, command: 256 },
    { ...command, data: Buffer.alloc(201) },
  ])('sends nothing that is no request (%#)', (bad) => {
    expect(() => rawCommand(bad).encode()).toThrow(WireError);
  });
});
