// From options to a session at the wanted privilege level: socket, a look at the BMC, keys, Set Session Privilege Level.
// Must never hand out a session at another level than asked for; whatever goes wrong is a text that says what to do.

import { describeCompletion, hexByte } from '../completion-codes.js';
import type { ChannelAuthCapabilities } from '../commands/get-channel-auth-capabilities.js';
import { getChannelAuthCapabilities } from '../commands/get-channel-auth-capabilities.js';
import { PRIVILEGE_LEVEL, setSessionPrivilege } from '../commands/set-session-privilege.js';
import type { Settings } from '../options.js';
import { decodeResponse, encodeRequest } from '../wire/lan-message.js';
import { decodeV15, encodeV15 } from '../wire/packet-v15.js';
import { decodePong, encodePing } from '../wire/rmcp.js';
import { WireError } from '../wire/wire-error.js';
import { agree } from './handshake.js';
import { withSecrets } from './secrets.js';
import { Session } from './session.js';
import { UdpPeer } from './udp-peer.js';

/** One short try each: what these tell is for texts only. */
const GLANCE_MS = 250;
const PING_TAG = 0x2a;

export type Opened =
  | { readonly kind: 'open'; readonly session: Session }
  | { readonly kind: 'failed'; readonly text: string };

/** `look` asks for the channel's capabilities first; once per BMC is enough. */
export async function openSession(settings: Settings, look: boolean, signal: AbortSignal): Promise<Opened> {
  const longestMs = settings.waitsMs.reduce((sum, waitMs) => sum + waitMs, 0);
  const peer = await UdpPeer.connect(settings.host, settings.port, longestMs, signal);
  if (typeof peer === 'string') return { kind: 'failed', text: `no socket: ${peer}` };
  const glanceMs = Math.min(GLANCE_MS, settings.waitsMs[0] ?? GLANCE_MS);
  const seen = look ? await glance(peer, settings, glanceMs) : undefined;
  const agreed = await withSecrets(settings, (secrets) => agree(peer, settings, secrets));
  if (typeof agreed === 'string') {
    peer.close();
    return { kind: 'failed', text: `no session: ${agreed}` };
  }
  if (agreed.kind !== 'agreed') {
    const hint =
      agreed.kind === 'silent' && !signal.aborted ? await whoIsThere(peer, glanceMs) : hintFrom(seen, settings);
    peer.close();
    return { kind: 'failed', text: `no session: ${agreed.text}${hint}` };
  }
  const session = new Session(peer, agreed, performance.now());
  const problem = await raisePrivilege(session, settings);
  if (problem === undefined) return { kind: 'open', session };
  await session.close();
  return { kind: 'failed', text: `no session: ${problem}` };
}

async function raisePrivilege(session: Session, settings: Settings): Promise<string | undefined> {
  const { privilege } = settings;
  const { netFn, command, name, completionCodes } = setSessionPrivilege;
  const data = setSessionPrivilege.encode({ privilege });
  const exchange = await session.exchange({ netFn, command, data }, settings.waitsMs);
  if (exchange.kind === 'silent') return `no answer to ${name}`;
  if (exchange.kind === 'not-sent') return `${name} could not be sent: ${exchange.text}`;
  if (exchange.completionCode !== 0) {
    const { code, text } = describeCompletion(exchange.completionCode, completionCodes);
    return `${name} ${privilege}: ${text} (${hexByte(code)}); check the privilege limit of the user`;
  }
  try {
    const { level } = setSessionPrivilege.decode(exchange.data);
    return level === PRIVILEGE_LEVEL[privilege]
      ? undefined
      : `${name}: the BMC set level ${level} instead of ${privilege}`;
  } catch (error) {
    if (error instanceof WireError) return error.message;
    throw error;
  }
}

/** In v1.5 framing, the only one in which some BMCs (and ipmi_sim) answer this outside of a session. */
async function glance(peer: UdpPeer, settings: Settings, waitMs: number): Promise<ChannelAuthCapabilities | undefined> {
  const { netFn, command } = getChannelAuthCapabilities;
  const data = getChannelAuthCapabilities.encode({ privilege: PRIVILEGE_LEVEL[settings.privilege] });
  const asked = await peer.ask({
    packet: encodeV15(encodeRequest({ netFn, command, sequence: 0, data })),
    waitMs,
    read: (datagram) => {
      const response = decodeResponse(decodeV15(datagram));
      const matches = response.netFn === netFn + 1 && response.command === command && response.completionCode === 0;
      return matches ? getChannelAuthCapabilities.decode(response.data) : undefined;
    },
  });
  return asked.kind === 'answer' ? asked.value : undefined;
}

/** After silence: is anything there at all? A BMC that pongs but opens no session is stuck, not cut off. */
async function whoIsThere(peer: UdpPeer, waitMs: number): Promise<string> {
  const asked = await peer.ask({
    packet: encodePing(PING_TAG),
    waitMs,
    read: (datagram) => (decodePong(datagram).tag === PING_TAG ? true : undefined),
  });
  return asked.kind === 'answer'
    ? '; it answers an RMCP ping, so it is reachable and its session service does not work'
    : '; it does not answer an RMCP ping either: check address, cabling and power of the BMC';
}

function hintFrom(seen: ChannelAuthCapabilities | undefined, settings: Settings): string {
  if (seen === undefined) return '';
  if (!seen.speaksRmcpPlus) return '; the BMC says that it does not speak IPMI 2.0 on this channel';
  if (seen.needsKg && settings.kg === undefined) return '; the BMC says that it has a Kg, and none is given';
  return '';
}
