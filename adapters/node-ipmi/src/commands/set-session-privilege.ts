// Set Session Privilege Level (IPMI v2.0 §22.18): a session starts at User; power and watchdog need Operator.
// Must never ask for more than the caller was configured with.

import { needBytes } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN } from './command.js';

export type Privilege = 'operator' | 'administrator';

export const PRIVILEGE_LEVEL: Readonly<Record<Privilege, number>> = { operator: 3, administrator: 4 };

export const setSessionPrivilege: Command<{ privilege: Privilege }, { level: number }> = {
  name: 'Set Session Privilege Level',
  netFn: NET_FN.app,
  command: 0x3b,
  repeatable: true,
  completionCodes: {
    0x80: ['level-not-available', 'this privilege level is not available to this user'],
    0x81: ['level-exceeds-limit', 'this privilege level exceeds the limit of the user or the channel'],
    0x82: ['cannot-disable-user-level', 'user level authentication cannot be disabled'],
  },
  encode: ({ privilege }) => Buffer.from([PRIVILEGE_LEVEL[privilege]]),
  decode: (data) => {
    needBytes(data, 1, 'Set Session Privilege Level response');
    return { level: data.readUInt8(0) & 0x0f };
  },
};
