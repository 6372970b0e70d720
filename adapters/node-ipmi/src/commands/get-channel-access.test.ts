// Golden bytes of Get Channel Access, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { getChannelAccess } from './get-channel-access.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get Channel Access', () => {
  it('asks for the lasting or the present settings of a channel', () => {
    expect(getChannelAccess.encode({ channel: 1, kept: 'lasting' })).toEqual(hex('01 40'));
    expect(getChannelAccess.encode({ channel: 14, kept: 'present' })).toEqual(hex('0E 80'));
    expect(() => getChannelAccess.encode({ channel: 16, kept: 'present' })).toThrow(WireError);
  });

  it('reads mode, what is off, and the limit', () => {
    expect(getChannelAccess.decode(hex('22 04'))).toEqual({
      mode: 'always-available',
      alerting: false,
      perMessageAuthentication: true,
      userLevelAuthentication: true,
      privilegeLimit: 'administrator',
    });
    expect(getChannelAccess.decode(hex('1B 02'))).toEqual({
      mode: 'shared',
      alerting: true,
      perMessageAuthentication: false,
      userLevelAuthentication: false,
      privilegeLimit: 'user',
    });
    expect(getChannelAccess.decode(hex('07 00'))).toMatchObject({ mode: 'reserved', privilegeLimit: 'reserved' });
  });

  it('refuses a short answer', () => {
    expect(() => getChannelAccess.decode(hex('22'))).toThrow(WireError);
  });
});
