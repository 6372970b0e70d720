// Get Channel Authentication Capabilities (IPMI v2.0 §22.13): what the BMC says about itself before any session.
// Unauthenticated, so information for texts only: nothing may be allowed because of it.

import { needBytes } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN } from './command.js';

/** Eh: the channel that the request came in on. Bit 7 of its byte asks for the IPMI 2.0 extended answer. */
const THIS_CHANNEL_EXTENDED = 0x8e;

export interface ChannelAuthCapabilities {
  readonly channel: number;
  readonly speaksRmcpPlus: boolean;
  /** Two-key log-in: the BMC has a Kg that is not all zero. */
  readonly needsKg: boolean;
}

export const getChannelAuthCapabilities: Command<{ privilege: number }, ChannelAuthCapabilities> = {
  name: 'Get Channel Authentication Capabilities',
  netFn: NET_FN.app,
  command: 0x38,
  repeatable: true,
  encode: ({ privilege }) => Buffer.from([THIS_CHANNEL_EXTENDED, privilege]),
  decode: (data) => {
    needBytes(data, 8, 'Get Channel Authentication Capabilities response');
    const extended = (data.readUInt8(1) & 0x80) !== 0;
    return {
      channel: data.readUInt8(0) & 0x0f,
      speaksRmcpPlus: extended && (data.readUInt8(3) & 0x02) !== 0,
      needsKg: (data.readUInt8(2) & 0x20) !== 0,
    };
  },
};
