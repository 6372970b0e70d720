// Get Channel Authentication Capabilities (IPMI v2.0 §22.13): the first question of every console, before any session.
// Must never offer IPMI v1.5 authentication, a nameless user, or a K_g that is not set.
import { CODE, ok, type Run, refuse } from '../command.js';
import { isLevel } from '../session/privilege.js';
import { isLanChannel, LAN_CHANNEL } from './channel.js';

const WANTS_V20 = 0x80;
const V20_DATA_PRESENT = 0x80;
const NAMED_USERS = 0x04;
const SPEAKS_V20 = 0x02;
const CALLBACK = 1;

export const getChannelAuthenticationCapabilities: Run = (_bmc, data) => {
  const level = (data[1] ?? 0) & 0x0f;
  if (!isLanChannel(data[0]) || !(isLevel(level) || level === CALLBACK)) return refuse(CODE.invalidField);
  const v20 = ((data[0] ?? 0) & WANTS_V20) !== 0;
  return ok(LAN_CHANNEL, v20 ? V20_DATA_PRESENT : 0, NAMED_USERS, v20 ? SPEAKS_V20 : 0, 0, 0, 0, 0);
};
