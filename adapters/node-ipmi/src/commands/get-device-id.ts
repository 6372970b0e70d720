// Get Device ID (IPMI v2.0 §20.1): who the BMC is.
// Must never fail on the optional auxiliary revision that many BMCs leave out.

import { needBytes } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN, NO_DATA } from './command.js';

export interface DeviceId {
  readonly deviceId: number;
  readonly deviceRevision: number;
  /** "major.minor"; the minor part is binary coded decimal. */
  readonly firmware: string;
  /** The BMC is updating or initialising itself and answers only in part. */
  readonly updating: boolean;
  readonly ipmiVersion: string;
  readonly manufacturerId: number;
  readonly productId: number;
  readonly chassisDevice: boolean;
  readonly selDevice: boolean;
}

export const getDeviceId: Command<void, DeviceId> = {
  name: 'Get Device ID',
  netFn: NET_FN.app,
  command: 0x01,
  repeatable: true,
  encode: () => NO_DATA,
  decode: (data) => {
    needBytes(data, 11, 'Get Device ID response');
    const version = data.readUInt8(4);
    const support = data.readUInt8(5);
    return {
      deviceId: data.readUInt8(0),
      deviceRevision: data.readUInt8(1) & 0x0f,
      firmware: `${data.readUInt8(2) & 0x7f}.${data.readUInt8(3).toString(16).padStart(2, '0')}`,
      updating: (data.readUInt8(2) & 0x80) !== 0,
      ipmiVersion: `${version & 0x0f}.${version >> 4}`,
      manufacturerId: data.readUIntLE(6, 3) & 0xfffff,
      productId: data.readUInt16LE(9),
      chassisDevice: (support & 0x80) !== 0,
      selDevice: (support & 0x04) !== 0,
    };
  },
};
