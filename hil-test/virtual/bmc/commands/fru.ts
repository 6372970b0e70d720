// Get FRU Inventory Area Info and Read FRU Data (IPMI v2.0 §34.1, §34.2): one device, the machine itself, addressed by bytes.
// Must never read past the inventory, whatever offset and count are asked.
import { CODE, ok, type Run, refuse } from '../command.js';

const MACHINE = 0;
const BY_BYTES = 0;
/** As real BMCs do over a LAN: more is refused, and the reader has to ask for less. */
const COUNT_MAX = 24;

export const getFruAreaInfo: Run = (bmc, data) => {
  if (data[0] !== MACHINE) return refuse(CODE.notPresent);
  const { length } = bmc.fru;
  return ok(length & 0xff, length >> 8, BY_BYTES);
};

export const readFru: Run = (bmc, data) => {
  if (data[0] !== MACHINE) return refuse(CODE.notPresent);
  const whole = bmc.fru;
  const offset = data.readUInt16LE(1);
  const count = data[3] ?? 0;
  if (offset >= whole.length) return refuse(CODE.outOfRange);
  if (count > COUNT_MAX) return refuse(CODE.cannotReturnBytes);
  const bytes = whole.subarray(offset, offset + count);
  return { code: CODE.ok, data: Buffer.concat([Buffer.from([bytes.length]), bytes]) };
};
