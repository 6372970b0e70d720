// Clear SEL (IPMI v2.0 §31.9): with a reservation and the letters CLR, so that no slip of a byte erases the evidence.
// Must never clear when only the progress was asked for.
import { CODE, callerName, ok, type Run, refuse } from '../command.js';

const INITIATE = 0xaa;
const GET_PROGRESS = 0x00;
const COMPLETED = 0x01;

export const clearSel: Run = (bmc, data, caller) => {
  if (!bmc.sel.isReserved(data.readUInt16LE(0))) return refuse(CODE.reservationCancelled);
  if (data.toString('latin1', 2, 5) !== 'CLR' || (data[5] !== INITIATE && data[5] !== GET_PROGRESS))
    return refuse(CODE.invalidField);
  if (data[5] === INITIATE) {
    bmc.sel.clear();
    bmc.ledger.add(callerName(caller), { what: 'sel-cleared' });
  }
  return ok(COMPLETED);
};
