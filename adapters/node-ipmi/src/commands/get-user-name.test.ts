// Golden bytes of Get User Name, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { getUserName } from './get-user-name.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get User Name', () => {
  it('asks for a user', () => {
    expect(getUserName.encode({ userId: 2 })).toEqual(hex('02'));
    expect(() => getUserName.encode({ userId: 0 })).toThrow(WireError);
  });

  it('reads up to the first zero, and prints nothing that is no text', () => {
    expect(getUserName.decode(hex('61 64 6D 69 6E 00 00 00 00 00 00 00 00 00 00 00'))).toBe('admin');
    expect(getUserName.decode(hex('41 42 43 44 45 46 47 48 49 4A 4B 4C 4D 4E 4F 50'))).toBe('ABCDEFGHIJKLMNOP');
    expect(getUserName.decode(hex('61 1B 5B 6D 00 FF FF FF FF FF FF FF FF FF FF FF'))).toBe('a?[m');
  });

  it('refuses a short answer', () => {
    expect(() => getUserName.decode(hex('61 64 6D 69 6E 00'))).toThrow(WireError);
  });
});
