// Get Channel Access (IPMI v2.0 §22.23): who may come in over a channel, now and after the BMC's next start.
// Must never be taken for what a user may do: that is Get User Access.

import { needBytes, needInteger } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN, nameOf } from './command.js';
import { PRIVILEGE_LEVEL, type PrivilegeLevel } from './privilege-level.js';

export const CHANNEL_MAX = 0x0f;
/** Bits 7:6 of the second byte: the setting that lasts, or the one that is in force. */
export const KEPT = { lasting: 0x40, present: 0x80 } as const;
export const ACCESS_MODE = { disabled: 0, 'pre-boot-only': 1, 'always-available': 2, shared: 3 } as const;
export type AccessMode = keyof typeof ACCESS_MODE;

export interface ChannelAccess {
  readonly mode: AccessMode | 'reserved';
  readonly alerting: boolean;
  readonly perMessageAuthentication: boolean;
  readonly userLevelAuthentication: boolean;
  readonly privilegeLimit: PrivilegeLevel | 'reserved';
}

export const getChannelAccess: Command<{ channel: number; kept: keyof typeof KEPT }, ChannelAccess> = {
  name: 'Get Channel Access',
  netFn: NET_FN.app,
  command: 0x41,
  repeatable: true,
  completionCodes: {
    0x82: ['session-less-channel', 'the channel has no sessions, so no access settings'],
  },
  encode: ({ channel, kept }) => {
    needInteger(channel, 0, CHANNEL_MAX, 'channel');
    return Buffer.from([channel, KEPT[kept]]);
  },
  decode: (data) => {
    needBytes(data, 2, 'Get Channel Access response');
    const access = data.readUInt8(0);
    return {
      mode: nameOf(ACCESS_MODE, access & 0x07) ?? 'reserved',
      alerting: (access & 0x20) === 0,
      perMessageAuthentication: (access & 0x10) === 0,
      userLevelAuthentication: (access & 0x08) === 0,
      privilegeLimit: nameOf(PRIVILEGE_LEVEL, data.readUInt8(1) & 0x0f) ?? 'reserved',
    };
  },
};
