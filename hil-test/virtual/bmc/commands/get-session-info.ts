// Get Session Info (IPMI v2.0 §22.20): how many sessions there are, and who holds one.
// Must never show half-open sessions as active.
import { isIPv4 } from 'node:net';
import { CODE, type Run, refuse } from '../command.js';
import type { ActiveSession } from '../session/session-table.js';
import { LAN_CHANNEL } from './channel.js';

const CURRENT = 0x00;
const BY_HANDLE = 0xfe;
const BY_ID = 0xff;
const RMCP_PLUS = 0x10;

export const getSessionInfo: Run = (bmc, data, caller) => {
  const active = bmc.sessions.active();
  const head = (session: ActiveSession | undefined): Buffer =>
    Buffer.from([session?.handle ?? 0, bmc.sessions.max, active.length]);
  const index = data[0] ?? 0;
  if ((index === BY_HANDLE && data.length !== 2) || (index === BY_ID && data.length !== 5))
    return refuse(CODE.wrongLength);
  let session: ActiveSession | undefined;
  if (index === CURRENT) session = caller.kind === 'session' ? caller.session : undefined;
  else if (index === BY_HANDLE) session = active.find((one) => one.handle === data[1]);
  else if (index === BY_ID) session = active.find((one) => one.id === data.readUInt32LE(1));
  else session = active[index - 1];
  if (session === undefined) return { code: CODE.ok, data: head(undefined) };
  const peer = Buffer.alloc(12);
  if (isIPv4(session.peer.address)) peer.set(session.peer.address.split('.').map(Number));
  peer.writeUInt16LE(session.peer.port, 10);
  const who = Buffer.from([session.userId, session.level, RMCP_PLUS | LAN_CHANNEL]);
  return { code: CODE.ok, data: Buffer.concat([head(session), who, peer]) };
};
