// Chassis Identify (IPMI v2.0 §28.5): the lamp by which the crew finds the right machine.
// Must never stay lit longer than asked.
import { callerName, ok, type Run } from '../command.js';

const DEFAULT_S = 15;

export const chassisIdentify: Run = (bmc, data, caller) => {
  const untilTold = ((data[1] ?? 0) & 0x01) !== 0;
  const forMs = untilTold ? 'until-told' : (data[0] ?? DEFAULT_S) * 1000;
  bmc.chassis.setIdentify(forMs);
  bmc.ledger.add(callerName(caller), { what: 'identify', forMs });
  return ok();
};
