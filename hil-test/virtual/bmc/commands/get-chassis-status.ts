// Get Chassis Capabilities and Get Chassis Status (IPMI v2.0 §28.1, §28.2).
// Must never answer from memory: whether the machine is on is asked of the machine.
import { ok, type Run } from '../command.js';
import { RESTORE_POLICIES } from '../parts/chassis.js';

const BMC_ADDRESS = 0x20;
const ON_BY_COMMAND = 0x10;
const IDENTIFY_SUPPORTED = 0x40;
const IDENTIFY = { off: 0x00, timed: 0x10, on: 0x20 } as const;

export const getChassisCapabilities: Run = () =>
  ok(0x00, BMC_ADDRESS, BMC_ADDRESS, BMC_ADDRESS, BMC_ADDRESS, BMC_ADDRESS);

export const getChassisStatus: Run = (bmc) => {
  const { chassis } = bmc;
  const power = (RESTORE_POLICIES.indexOf(chassis.restorePolicy) << 5) | (chassis.isOn() ? 0x01 : 0x00);
  return ok(power, chassis.lastOnByCommand ? ON_BY_COMMAND : 0, IDENTIFY_SUPPORTED | IDENTIFY[chassis.identify]);
};
