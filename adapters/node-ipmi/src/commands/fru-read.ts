// Read FRU Data (IPMI v2.0 §34.2): a piece of the inventory, in the units that the area info names.
// Must never take more bytes than the BMC says it sends, nor more than it sent.

import { needBytes, needInteger, WireError } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN } from './command.js';

export const fruRead: Command<{ fru: number; offset: number; count: number }, Buffer> = {
  name: 'Read FRU Data',
  netFn: NET_FN.storage,
  command: 0x11,
  repeatable: true,
  completionCodes: { 0x81: ['fru-busy', 'the FRU device is busy'] },
  encode: ({ fru, offset, count }) => {
    needInteger(fru, 0, 0xfe, 'FRU device ID');
    needInteger(offset, 0, 0xffff, 'offset into the FRU data');
    needInteger(count, 1, 0xff, 'units of FRU data');
    return Buffer.from([fru, offset & 0xff, offset >> 8, count]);
  },
  decode: (data) => {
    needBytes(data, 1, 'Read FRU Data response');
    const bytes = data.subarray(1);
    // By words the count is of words; either way no more than what came is given on.
    if (data.readUInt8(0) > bytes.length)
      throw new WireError(`Read FRU Data response: ${bytes.length} bytes where it says ${data.readUInt8(0)}`);
    return Buffer.from(bytes);
  },
};
