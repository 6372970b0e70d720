// Get Device GUID and Get System GUID (IPMI v2.0 §20.8, §22.14): the same 16 bytes that RAKP 2 carries.
// Must never differ from RAKP's GUID: consoles may cross-check them.
import { CODE, type Run } from '../command.js';

export const getGuid: Run = (bmc) => ({ code: CODE.ok, data: bmc.guid });
