// Get SEL Entry (IPMI v2.0 §31.5, record §32.1): one whole record, and the number of the next.
// Must never be followed in an unbounded loop: a hostile BMC can make the chain of record numbers endless.

import { needBytes, needInteger } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN } from './command.js';

export const SEL_FIRST = 0x0000;
export const SEL_LAST = 0xffff;
const WHOLE_RECORD = 0xff;
const RECORD_BYTES = 16;
const SYSTEM_EVENT = 0x02;

export interface SelEntry {
  /** FFFFh when this is the last one. */
  readonly nextRecordId: number;
  readonly recordId: number;
  readonly recordType: number;
  /** Only in system event records (type 02h). */
  readonly event:
    | {
        readonly timestampS: number;
        readonly generatorId: number;
        readonly sensorType: number;
        readonly sensorNumber: number;
        readonly asserted: boolean;
        readonly eventType: number;
        readonly eventData: readonly [number, number, number];
      }
    | undefined;
}

export const selGetEntry: Command<{ recordId: number }, SelEntry> = {
  name: 'Get SEL Entry',
  netFn: NET_FN.storage,
  command: 0x43,
  repeatable: true,
  completionCodes: { 0x81: ['sel-erasing', 'the event log is being erased'] },
  encode: ({ recordId }) => {
    needInteger(recordId, SEL_FIRST, SEL_LAST, 'SEL record ID');
    // Reservation 0000h: allowed for a read of a whole record (§31.4.1).
    return Buffer.from([0, 0, recordId & 0xff, recordId >> 8, 0, WHOLE_RECORD]);
  },
  decode: (data) => {
    needBytes(data, 2 + RECORD_BYTES, 'Get SEL Entry response');
    const record = data.subarray(2, 2 + RECORD_BYTES);
    const recordType = record.readUInt8(2);
    return {
      nextRecordId: data.readUInt16LE(0),
      recordId: record.readUInt16LE(0),
      recordType,
      event: recordType === SYSTEM_EVENT ? systemEvent(record) : undefined,
    };
  },
};

function systemEvent(record: Buffer): NonNullable<SelEntry['event']> {
  const direction = record.readUInt8(12);
  return {
    timestampS: record.readUInt32LE(3),
    generatorId: record.readUInt16LE(7),
    sensorType: record.readUInt8(10),
    sensorNumber: record.readUInt8(11),
    asserted: (direction & 0x80) === 0,
    eventType: direction & 0x7f,
    eventData: [record.readUInt8(13), record.readUInt8(14), record.readUInt8(15)],
  };
}
