// Get User Access (IPMI v2.0 §22.27): what one user may do on one channel, and how many users there are.
// Must never be followed by a change: this package reads users and does not make them.

import { needBytes, needInteger } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN, nameOf } from './command.js';
import { CHANNEL_MAX } from './get-channel-access.js';
import { PRIVILEGE_LEVEL, type PrivilegeLevel } from './privilege-level.js';

export const USER_ID_MAX = 63;
const ENABLED = { unknown: 0, enabled: 1, disabled: 2 } as const;

export interface UserAccess {
  /** How many user IDs the BMC has. */
  readonly usersMax: number;
  readonly usersEnabled: number;
  /** How many of them have names that cannot be changed. */
  readonly fixedNames: number;
  readonly enabled: keyof typeof ENABLED | 'reserved';
  readonly callbackOnly: boolean;
  readonly linkAuthentication: boolean;
  readonly ipmiMessaging: boolean;
  readonly privilegeLimit: PrivilegeLevel | 'reserved';
}

export const getUserAccess: Command<{ channel: number; userId: number }, UserAccess> = {
  name: 'Get User Access',
  netFn: NET_FN.app,
  command: 0x44,
  repeatable: true,
  encode: ({ channel, userId }) => {
    needInteger(channel, 0, CHANNEL_MAX, 'channel');
    needInteger(userId, 1, USER_ID_MAX, 'user ID');
    return Buffer.from([channel, userId]);
  },
  decode: (data) => {
    needBytes(data, 4, 'Get User Access response');
    const access = data.readUInt8(3);
    return {
      usersMax: data.readUInt8(0) & 0x3f,
      usersEnabled: data.readUInt8(1) & 0x3f,
      fixedNames: data.readUInt8(2) & 0x3f,
      enabled: nameOf(ENABLED, data.readUInt8(1) >> 6) ?? 'reserved',
      callbackOnly: (access & 0x40) !== 0,
      linkAuthentication: (access & 0x20) !== 0,
      ipmiMessaging: (access & 0x10) !== 0,
      privilegeLimit: nameOf(PRIVILEGE_LEVEL, access & 0x0f) ?? 'reserved',
    };
  },
};
