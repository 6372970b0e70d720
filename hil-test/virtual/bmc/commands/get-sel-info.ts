// Get SEL Info and Reserve SEL (IPMI v2.0 §31.2, §31.4).
// Must never hide an overflow: a supervisor has to know that the log is missing something.
import { CODE, ok, type Run } from '../command.js';

const VERSION_1_5 = 0x51;
const CAN_RESERVE = 0x02;
const OVERFLOW = 0x80;

export const getSelInfo: Run = (bmc) => {
  const { sel } = bmc;
  const bytes = Buffer.alloc(14);
  bytes[0] = VERSION_1_5;
  bytes.writeUInt16LE(sel.size, 1);
  bytes.writeUInt16LE(sel.freeBytes, 3);
  bytes.writeUInt32LE(sel.lastAddedS, 5);
  bytes.writeUInt32LE(sel.lastErasedS, 9);
  bytes[13] = CAN_RESERVE | (sel.overflow ? OVERFLOW : 0);
  return { code: CODE.ok, data: bytes };
};

export const reserveSel: Run = (bmc) => {
  const reservation = bmc.sel.reserve();
  return ok(reservation & 0xff, reservation >> 8);
};
