// Get Channel Access and Get Channel Info (IPMI v2.0 §22.23, §22.24): a LAN that is always open, up to administrator.
// Must never claim per-message authentication to be off: this BMC insists on it.
import { CODE, ok, type Run, refuse } from '../command.js';
import { PRIVILEGE } from '../session/privilege.js';
import { isLanChannel, LAN_CHANNEL } from './channel.js';

const ALWAYS_AVAILABLE = 0x02;
const NO_PEF_ALERTS = 0x20;
const MEDIUM_LAN = 0x04;
const PROTOCOL_IPMB = 0x01;
const MULTI_SESSION = 0x80;
const IPMI_VENDOR = [0xf2, 0x1b, 0x00];

export const getChannelAccess: Run = (_bmc, data) =>
  isLanChannel(data[0]) ? ok(ALWAYS_AVAILABLE | NO_PEF_ALERTS, PRIVILEGE.administrator) : refuse(CODE.invalidField);

export const getChannelInfo: Run = (bmc, data) => {
  if (!isLanChannel(data[0])) return refuse(CODE.invalidField);
  return ok(LAN_CHANNEL, MEDIUM_LAN, PROTOCOL_IPMB, MULTI_SESSION | bmc.sessions.active().length, ...IPMI_VENDOR, 0, 0);
};
