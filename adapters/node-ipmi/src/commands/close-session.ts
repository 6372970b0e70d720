// Close Session (IPMI v2.0 §22.19): gives the slot back to the BMC.
// Must never be waited for: a BMC that has closed the session does not answer a repeated close.

import type { Command } from './command.js';
import { NET_FN } from './command.js';

export const closeSession: Command<{ bmcSessionId: number }, undefined> = {
  name: 'Close Session',
  netFn: NET_FN.app,
  command: 0x3c,
  repeatable: false,
  completionCodes: {
    0x87: ['invalid-session-id', 'the BMC does not know this session ID'],
    0x88: ['invalid-session-handle', 'the BMC does not know this session handle'],
  },
  encode: ({ bmcSessionId }) => {
    const data = Buffer.alloc(4);
    data.writeUInt32LE(bmcSessionId);
    return data;
  },
  decode: () => undefined,
};
