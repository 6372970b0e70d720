// Set Session Privilege Level (IPMI v2.0 §22.18): every session starts as User and asks for more.
// Must never go above the lowest of the user's limit and the maximums asked for in Open Session and RAKP 1.
import { CODE, ok, type Run, refuse } from '../command.js';
import { isLevel } from '../session/privilege.js';

const KEEP = 0;
const EXCEEDS_LIMIT = 0x81;

export const setSessionPrivilege: Run = (_bmc, data, caller) => {
  if (caller.kind !== 'session') return refuse(CODE.notInThisState);
  const { session } = caller;
  const level = (data[0] ?? 0) & 0x0f;
  if (level === KEEP) return ok(session.level);
  if (level > session.levelMax) return refuse(EXCEEDS_LIMIT);
  if (!isLevel(level)) return refuse(CODE.invalidField);
  session.level = level;
  return ok(level);
};
