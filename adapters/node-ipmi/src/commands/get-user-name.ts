// Get User Name (IPMI v2.0 §22.29): 16 bytes, padded with zeros. User 1 is the nameless one.
// Must never print what is no text: a BMC may hold anything there.

import { needBytes, needInteger } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN } from './command.js';
import { USER_ID_MAX } from './get-user-access.js';

const NAME_BYTES = 16;

export const getUserName: Command<{ userId: number }, string> = {
  name: 'Get User Name',
  netFn: NET_FN.app,
  command: 0x46,
  repeatable: true,
  encode: ({ userId }) => {
    needInteger(userId, 1, USER_ID_MAX, 'user ID');
    return Buffer.from([userId]);
  },
  decode: (data) => {
    needBytes(data, NAME_BYTES, 'Get User Name response');
    const bytes = data.subarray(0, NAME_BYTES);
    const end = bytes.indexOf(0);
    return bytes.toString('latin1', 0, end < 0 ? NAME_BYTES : end).replace(/[^\x20-\x7e]/g, '?');
  },
};
