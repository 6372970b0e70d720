// Set Power Restore Policy (IPMI v2.0 §28.8): what the machine does when mains power returns. Read in Get Chassis Status.
// Must never change it for the value 3, which only asks what is supported.
import { CODE, callerName, ok, type Run, refuse } from '../command.js';
import { RESTORE_POLICIES } from '../parts/chassis.js';

const ONLY_ASK = 3;
const ALL_SUPPORTED = 0x07;

export const setPowerRestorePolicy: Run = (bmc, data, caller) => {
  const value = (data[0] ?? 0) & 0x07;
  const policy = RESTORE_POLICIES[value];
  if (policy === undefined && value !== ONLY_ASK) return refuse(CODE.invalidField);
  if (policy !== undefined) {
    bmc.chassis.restorePolicy = policy;
    bmc.ledger.add(callerName(caller), { what: 'restore-policy-set', policy });
  }
  return ok(ALL_SUPPORTED);
};
