// Get System Restart Cause (IPMI v2.0 §28.11): why the machine last started, as far as the BMC knows.
// Must never guess: a start that nobody told the BMC of stays what it was.
import { ok, type Run } from '../command.js';
import { RESTART_CAUSES } from '../machine.js';
import { LAN_CHANNEL } from './channel.js';

export const getSystemRestartCause: Run = (bmc) => {
  const { restartCause } = bmc.chassis;
  return ok(RESTART_CAUSES.indexOf(restartCause), restartCause === 'chassis-command' ? LAN_CHANNEL : 0);
};
