// Set and Get Channel Access, Get Channel Info (IPMI v2.0 §22.22 to §22.24): a LAN that is open, up to administrator.
// Must never take a setting for "kept" that names neither the lasting nor the present one.
import { CODE, ok, type Run, refuse } from '../command.js';
import { isLanChannel, LAN_CHANNEL } from './channel.js';

const KEPT = ['no change', 'lasting', 'present'] as const;
const MEDIUM_LAN = 0x04;
const PROTOCOL_IPMB = 0x01;
const MULTI_SESSION = 0x80;
const IPMI_VENDOR = [0xf2, 0x1b, 0x00];

export const getChannelAccess: Run = (bmc, data) => {
  const kept = KEPT[(data[1] ?? 0) >> 6];
  if (!isLanChannel(data[0]) || (kept !== 'lasting' && kept !== 'present')) return refuse(CODE.invalidField);
  const { access, privilegeLimit } = bmc.channelAccess.get(kept);
  return ok(access, privilegeLimit);
};

export const setChannelAccess: Run = (bmc, data) => {
  if (!isLanChannel(data[0])) return refuse(CODE.invalidField);
  const [access = 0, limit = 0] = [data[1], data[2]];
  const [keptAccess, keptLimit] = [KEPT[access >> 6], KEPT[limit >> 6]];
  if (keptAccess === undefined || keptLimit === undefined) return refuse(CODE.invalidField);
  if (keptAccess !== 'no change') bmc.channelAccess.set(keptAccess, { access: access & 0x3f });
  if (keptLimit !== 'no change') bmc.channelAccess.set(keptLimit, { privilegeLimit: limit & 0x0f });
  return ok();
};

export const getChannelInfo: Run = (bmc, data) => {
  if (!isLanChannel(data[0])) return refuse(CODE.invalidField);
  return ok(LAN_CHANNEL, MEDIUM_LAN, PROTOCOL_IPMB, MULTI_SESSION | bmc.sessions.active().length, ...IPMI_VENDOR, 0, 0);
};
