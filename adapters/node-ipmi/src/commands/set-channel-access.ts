// Set Channel Access (IPMI v2.0 §22.22): who may come in over a channel. It can lock everybody out, so both parts are always given.
// Must never be called by a supervisor: it is for engineers who stand beside the machine.

import { needInteger } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { codeOf, NET_FN } from './command.js';
import { ACCESS_MODE, type AccessMode, CHANNEL_MAX, KEPT } from './get-channel-access.js';
import { PRIVILEGE_LEVEL, type PrivilegeLevel } from './privilege-level.js';

export interface ChannelAccessSetting {
  readonly channel: number;
  /** Lasting settings come into force at the BMC's next start. */
  readonly kept: keyof typeof KEPT;
  readonly mode: AccessMode;
  readonly alerting: boolean;
  readonly perMessageAuthentication: boolean;
  readonly userLevelAuthentication: boolean;
  readonly privilegeLimit: Exclude<PrivilegeLevel, 'no-access'>;
}

export const setChannelAccess: Command<ChannelAccessSetting, undefined> = {
  name: 'Set Channel Access',
  netFn: NET_FN.app,
  command: 0x40,
  repeatable: true,
  completionCodes: {
    0x82: ['session-less-channel', 'the channel has no sessions, so no access settings'],
    0x83: ['mode-not-supported', 'the channel does not have this access mode'],
  },
  encode: (setting) => {
    needInteger(setting.channel, 0, CHANNEL_MAX, 'channel');
    const kept = codeOf(KEPT, setting.kept, 'kept');
    const off = (isOn: boolean, bit: number): number => (isOn ? 0 : bit);
    const access =
      kept |
      off(setting.alerting, 0x20) |
      off(setting.perMessageAuthentication, 0x10) |
      off(setting.userLevelAuthentication, 0x08) |
      codeOf(ACCESS_MODE, setting.mode, 'access mode');
    return Buffer.from([
      setting.channel,
      access,
      kept | codeOf(PRIVILEGE_LEVEL, setting.privilegeLimit, 'privilege limit'),
    ]);
  },
  decode: () => undefined,
};
