// Close Session (IPMI v2.0 §22.19): one's own, or as administrator anybody's.
// Must never tell whether a session exists to somebody who may not close it.
import { CODE, callerName, type Run, refuse } from '../command.js';
import { PRIVILEGE } from '../session/privilege.js';

const INVALID_SESSION_ID = 0x87;
const INVALID_HANDLE = 0x88;

export const closeSession: Run = (bmc, data, caller) => {
  const id = data.readUInt32LE(0);
  if (id === 0 && data.length !== 5) return refuse(CODE.wrongLength);
  const target = bmc.sessions.active().find((session) => (id === 0 ? session.handle === data[4] : session.id === id));
  const own = caller.kind === 'session' && target?.id === caller.session.id;
  const privileged =
    caller.kind === 'host' || (caller.kind === 'session' && caller.session.level >= PRIVILEGE.administrator);
  if (target === undefined || !(own || privileged)) return refuse(id === 0 ? INVALID_HANDLE : INVALID_SESSION_ID);
  const by = callerName(caller);
  return {
    code: CODE.ok,
    afterwards: () => {
      bmc.sessions.remove(target.id);
      bmc.ledger.add(by, { what: 'session-closed' });
    },
  };
};
