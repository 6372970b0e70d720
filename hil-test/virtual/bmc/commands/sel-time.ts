// Get SEL Time and Set SEL Time (IPMI v2.0 §31.10, §31.11).
// Must never move model time: only the stamp on SEL records changes.
import { CODE, callerName, ok, type Run } from '../command.js';

export const getSelTime: Run = (bmc) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(bmc.sel.timeS());
  return { code: CODE.ok, data: bytes };
};

export const setSelTime: Run = (bmc, data, caller) => {
  const epochS = data.readUInt32LE(0);
  bmc.sel.setTimeS(epochS);
  bmc.ledger.add(callerName(caller), { what: 'sel-time-set', epochS });
  return ok();
};
