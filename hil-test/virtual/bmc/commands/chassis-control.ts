// Chassis Control (IPMI v2.0 §28.3): the power and reset lines.
// Must never pretend: what needs power and finds none is answered D5h.
import { CODE, callerName, ok, type Run, refuse } from '../command.js';
import type { PowerAction } from '../machine.js';

const ACTIONS: readonly PowerAction[] = ['off', 'on', 'cycle', 'reset', 'diag', 'soft'];

export const chassisControl: Run = (bmc, data, caller) => {
  const action = ACTIONS[(data[0] ?? 0) & 0x0f];
  if (action === undefined) return refuse(CODE.invalidField);
  bmc.bootOptions.chassisControlSeen();
  return bmc.chassis.power(action, 'chassis-command', callerName(caller)) ? ok() : refuse(CODE.notInThisState);
};
