// Golden bytes of Get User Access, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { getUserAccess } from './get-user-access.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get User Access', () => {
  it('asks for a user on a channel', () => {
    expect(getUserAccess.encode({ channel: 1, userId: 2 })).toEqual(hex('01 02'));
    for (const userId of [0, 64]) expect(() => getUserAccess.encode({ channel: 1, userId })).toThrow(WireError);
  });

  it('reads counts and rights', () => {
    expect(getUserAccess.decode(hex('0F 43 01 14'))).toEqual({
      usersMax: 15,
      usersEnabled: 3,
      fixedNames: 1,
      enabled: 'enabled',
      callbackOnly: false,
      linkAuthentication: false,
      ipmiMessaging: true,
      privilegeLimit: 'administrator',
    });
    expect(getUserAccess.decode(hex('0F 83 01 6F'))).toMatchObject({
      enabled: 'disabled',
      callbackOnly: true,
      linkAuthentication: true,
      ipmiMessaging: false,
      privilegeLimit: 'no-access',
    });
  });

  it('refuses a short answer', () => {
    expect(() => getUserAccess.decode(hex('0F 43 01'))).toThrow(WireError);
  });
});
