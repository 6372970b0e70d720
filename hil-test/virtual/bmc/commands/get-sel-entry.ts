// Get SEL Entry (IPMI v2.0 §31.5): a record, whole or in part, and the id of the next one.
// Must never read past a record's 16 bytes, whatever offset and length are asked.
import { CODE, type Run, refuse } from '../command.js';
import { SEL_RECORD_LENGTH } from '../parts/sel.js';

const WHOLE = 0xff;

export const getSelEntry: Run = (bmc, data) => {
  const reservation = data.readUInt16LE(0);
  const offset = data[4] ?? 0;
  const asked = data[5] ?? 0;
  // Only a partial read from an offset needs a reservation; one that is given must be good.
  if ((offset !== 0 || reservation !== 0) && !bmc.sel.isReserved(reservation)) return refuse(CODE.reservationCancelled);
  const found = bmc.sel.find(data.readUInt16LE(2));
  if (found === undefined) return refuse(CODE.notPresent);
  const end = asked === WHOLE ? SEL_RECORD_LENGTH : offset + asked;
  if (offset >= SEL_RECORD_LENGTH || end > SEL_RECORD_LENGTH) return refuse(CODE.outOfRange);
  return {
    code: CODE.ok,
    data: Buffer.concat([Buffer.from([found.nextId & 0xff, found.nextId >> 8]), found.record.subarray(offset, end)]),
  };
};
