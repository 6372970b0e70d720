// Get User Access and Get User Name (IPMI v2.0 §22.27, §22.29): who has an account here, and with which limit.
// Must never tell anything about passwords, nor change an account: accounts come from the bench's options.
import { CODE, ok, type Run, refuse } from '../command.js';
import { type BmcUser, FIRST_USER_ID, PRIVILEGE } from '../session/privilege.js';
import type { BmcState } from '../state.js';
import { isLanChannel } from './channel.js';

const NO_ACCESS = 0x0f;
const IPMI_MESSAGING = 0x10;
const ENABLED = 0x40;
const DISABLED = 0x80;
const NAME_LENGTH = 16;

function userOf(bmc: BmcState, id: number): BmcUser | 'nobody' | undefined {
  if (id === 1) return 'nobody';
  return bmc.users[id - FIRST_USER_ID];
}

export const getUserAccess: Run = (bmc, data) => {
  const user = userOf(bmc, (data[1] ?? 0) & 0x3f);
  if (!isLanChannel(data[0])) return refuse(CODE.invalidField);
  if (user === undefined) return refuse(CODE.outOfRange);
  const count = bmc.users.length;
  const idsMax = FIRST_USER_ID + count - 1;
  const [state, access] =
    user === 'nobody' ? [DISABLED, NO_ACCESS] : [ENABLED, IPMI_MESSAGING | PRIVILEGE[user.privilege]];
  return ok(idsMax, state | count, 1, access);
};

export const getUserName: Run = (bmc, data) => {
  const user = userOf(bmc, (data[0] ?? 0) & 0x3f);
  if (user === undefined) return refuse(CODE.outOfRange);
  const name = Buffer.alloc(NAME_LENGTH);
  if (user !== 'nobody') name.write(user.name);
  return { code: CODE.ok, data: name };
};
