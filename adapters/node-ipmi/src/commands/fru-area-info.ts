// Get FRU Inventory Area Info (IPMI v2.0 §34.1): how large it is, and whether it is addressed by bytes or by words.
// Must never be taken as the size of what is in it.

import { needBytes, needInteger } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN } from './command.js';

export interface FruAreaInfo {
  readonly bytes: number;
  readonly byWords: boolean;
}

export const fruAreaInfo: Command<{ fru: number }, FruAreaInfo> = {
  name: 'Get FRU Inventory Area Info',
  netFn: NET_FN.storage,
  command: 0x10,
  repeatable: true,
  encode: ({ fru }) => {
    needInteger(fru, 0, 0xfe, 'FRU device ID');
    return Buffer.from([fru]);
  },
  decode: (data) => {
    needBytes(data, 3, 'Get FRU Inventory Area Info response');
    return { bytes: data.readUInt16LE(0), byWords: (data.readUInt8(2) & 0x01) !== 0 };
  },
};
