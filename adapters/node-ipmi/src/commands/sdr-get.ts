// Get SDR (IPMI v2.0 §33.12): a piece of one record, and the number of the next.
// Must never be followed in an unbounded loop: a hostile BMC can make the chain of record numbers endless.

import { needBytes, needInteger } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN } from './command.js';

export const SDR_LAST = 0xffff;

export interface SdrPiece {
  readonly nextRecordId: number;
  readonly bytes: Buffer;
}

export const sdrGet: Command<{ reservation: number; recordId: number; offset: number; count: number }, SdrPiece> = {
  name: 'Get SDR',
  netFn: NET_FN.storage,
  command: 0x23,
  repeatable: true,
  encode: ({ reservation, recordId, offset, count }) => {
    needInteger(reservation, 0, 0xffff, 'SDR reservation');
    needInteger(recordId, 0, SDR_LAST, 'SDR record ID');
    needInteger(offset, 0, 0xff, 'offset into the SDR');
    needInteger(count, 1, 0xff, 'bytes of the SDR');
    return Buffer.from([reservation & 0xff, reservation >> 8, recordId & 0xff, recordId >> 8, offset, count]);
  },
  decode: (data) => {
    needBytes(data, 2, 'Get SDR response');
    return { nextRecordId: data.readUInt16LE(0), bytes: Buffer.from(data.subarray(2)) };
  },
};
