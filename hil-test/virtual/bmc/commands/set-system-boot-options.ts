// Set System Boot Options (IPMI v2.0 §28.12).
// Must never accept a second "set in progress": two consoles would mix their settings.
import { CODE, callerName, ok, type Run, refuse } from '../command.js';
import { BOOT_PARAMETERS, SET_IN_PROGRESS } from './boot-parameters.js';

const NOT_SUPPORTED = 0x80;
const ALREADY_IN_PROGRESS = 0x81;

export const setSystemBootOptions: Run = (bmc, data, caller) => {
  const selector = (data[0] ?? 0) & 0x7f;
  const parameter = BOOT_PARAMETERS[selector];
  if (parameter === undefined) return refuse(NOT_SUPPORTED);
  const value = data.subarray(1);
  if (value.length !== parameter.length) return refuse(CODE.wrongLength);
  if (selector === SET_IN_PROGRESS && value[0] === 1 && bmc.bootOptions.setInProgress === 1)
    return refuse(ALREADY_IN_PROGRESS);
  if (!parameter.write(bmc, value)) return refuse(CODE.invalidField);
  bmc.ledger.add(callerName(caller), { what: 'boot-option-set', parameter: selector, data: value.toString('hex') });
  return ok();
};
