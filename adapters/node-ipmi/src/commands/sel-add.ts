// Add SEL Entry (IPMI v2.0 §31.6): one record of 16 bytes (§32); the BMC gives its number and, for most types, its time.
// Must never be repeated blindly: a second copy of an event is a second event to whoever reads the log.

import { needBytes, WireError } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN } from './command.js';

const RECORD_BYTES = 16;

/** Resolves to the number of the new record. */
export const selAdd: Command<{ record: Buffer }, number> = {
  name: 'Add SEL Entry',
  netFn: NET_FN.storage,
  command: 0x44,
  repeatable: false,
  completionCodes: {
    0x80: ['type-not-supported', 'the BMC does not take records of this type'],
    0x81: ['sel-erasing', 'the event log is being erased'],
  },
  encode: ({ record }) => {
    if (record.length !== RECORD_BYTES)
      throw new WireError(`SEL record: ${record.length} bytes where ${RECORD_BYTES} are needed`);
    return Buffer.from(record);
  },
  decode: (data) => {
    needBytes(data, 2, 'Add SEL Entry response');
    return data.readUInt16LE(0);
  },
};
