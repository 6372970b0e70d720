// Golden bytes of Set Session Privilege Level, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { setSessionPrivilege } from './set-session-privilege.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Set Session Privilege Level', () => {
  it('asks for operator and administrator by number', () => {
    expect(setSessionPrivilege.encode({ privilege: 'operator' })).toEqual(hex('03'));
    expect(setSessionPrivilege.encode({ privilege: 'administrator' })).toEqual(hex('04'));
  });

  it('reads the level that was set', () => {
    expect(setSessionPrivilege.decode(hex('04'))).toEqual({ level: 4 });
    expect(() => setSessionPrivilege.decode(hex(''))).toThrow(WireError);
  });
});
