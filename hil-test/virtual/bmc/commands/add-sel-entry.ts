// Add SEL Entry (IPMI v2.0 §31.6). A new record cancels the reservation (§31.4.1).
// Must never trust the id or time that came with the record.
import { CODE, callerName, ok, type Run, refuse } from '../command.js';

export const addSelEntry: Run = (bmc, data, caller) => {
  const recordId = bmc.sel.add(data);
  if (recordId === undefined) return refuse(CODE.outOfSpace);
  bmc.sel.cancelReservation();
  bmc.ledger.add(callerName(caller), { what: 'sel-added', recordId });
  return ok(recordId & 0xff, recordId >> 8);
};
