// Get System Boot Options (IPMI v2.0 §28.13).
// Must never consume a one-shot choice: only a boot does that.
import { ok, type Run, refuse } from '../command.js';
import { BOOT_PARAMETERS } from './boot-parameters.js';

const NOT_SUPPORTED = 0x80;
const PARAMETER_VERSION = 0x01;

export const getSystemBootOptions: Run = (bmc, data) => {
  const selector = (data[0] ?? 0) & 0x7f;
  const parameter = BOOT_PARAMETERS[selector];
  if (parameter === undefined) return refuse(NOT_SUPPORTED);
  return ok(PARAMETER_VERSION, selector, ...parameter.read(bmc));
};
