// Golden bytes of Set Channel Access, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { setChannelAccess } from './set-channel-access.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Set Channel Access', () => {
  const open = {
    channel: 1,
    kept: 'present',
    mode: 'always-available',
    alerting: false,
    perMessageAuthentication: true,
    userLevelAuthentication: true,
    privilegeLimit: 'operator',
  } as const;

  it('sets both parts, in the same memory', () => {
    expect(setChannelAccess.encode(open)).toEqual(hex('01 A2 83'));
    expect(
      setChannelAccess.encode({
        ...open,
        kept: 'lasting',
        mode: 'disabled',
        alerting: true,
        perMessageAuthentication: false,
        userLevelAuthentication: false,
        privilegeLimit: 'administrator',
      }),
    ).toEqual(hex('01 58 44'));
  });

  it('sends no word that it does not know', () => {
    expect(() => setChannelAccess.encode({ ...open, mode: 'open' as 'shared' })).toThrow(WireError);
    expect(() => setChannelAccess.encode({ ...open, channel: -1 })).toThrow(WireError);
  });

  it('has no answer data', () => {
    expect(setChannelAccess.decode(hex(''))).toBeUndefined();
  });
});
