// Get SDR Repository Info (IPMI v2.0 §33.9): how many sensor data records there are, and when they last changed.
// Must never bound a walk by itself: the count is the BMC's word.

import { needBytes } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN, NO_DATA } from './command.js';

export interface SdrRepositoryInfo {
  readonly records: number;
  readonly freeBytes: number;
  /** Seconds since 1970 on the BMC's clock. */
  readonly lastAddS: number;
  readonly lastEraseS: number;
  readonly overflow: boolean;
  readonly reservable: boolean;
}

export const sdrRepositoryInfo: Command<void, SdrRepositoryInfo> = {
  name: 'Get SDR Repository Info',
  netFn: NET_FN.storage,
  command: 0x20,
  repeatable: true,
  encode: () => NO_DATA,
  decode: (data) => {
    needBytes(data, 14, 'Get SDR Repository Info response');
    const operations = data.readUInt8(13);
    return {
      records: data.readUInt16LE(1),
      freeBytes: data.readUInt16LE(3),
      lastAddS: data.readUInt32LE(5),
      lastEraseS: data.readUInt32LE(9),
      overflow: (operations & 0x80) !== 0,
      reservable: (operations & 0x02) !== 0,
    };
  },
};
