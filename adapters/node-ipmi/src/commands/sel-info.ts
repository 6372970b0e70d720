// Get SEL Info (IPMI v2.0 §31.2): how much is in the BMC's event log and when it last changed.
// Must never lead to a clear: the log is evidence.

import { needBytes } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN, NO_DATA } from './command.js';

export interface SelInfo {
  readonly entries: number;
  readonly freeBytes: number;
  /** Seconds since 1970 on the BMC's clock; FFFFFFFFh where nothing was ever added or erased. */
  readonly lastAddS: number;
  readonly lastEraseS: number;
  readonly overflow: boolean;
}

export const selInfo: Command<void, SelInfo> = {
  name: 'Get SEL Info',
  netFn: NET_FN.storage,
  command: 0x40,
  repeatable: true,
  completionCodes: { 0x81: ['sel-erasing', 'the event log is being erased'] },
  encode: () => NO_DATA,
  decode: (data) => {
    needBytes(data, 14, 'Get SEL Info response');
    return {
      entries: data.readUInt16LE(1),
      freeBytes: data.readUInt16LE(3),
      lastAddS: data.readUInt32LE(5),
      lastEraseS: data.readUInt32LE(9),
      overflow: (data.readUInt8(13) & 0x80) !== 0,
    };
  },
};
