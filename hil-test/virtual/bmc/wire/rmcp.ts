// The outermost layer: the four-byte RMCP header and the ASF presence ping (IPMI v2.0 §13.1, DSP0136 §3.2).
// Must never answer more bytes than a ping had by much: pongs are an old amplifier.
export const RMCP_HEADER = Buffer.from([0x06, 0x00, 0xff, 0x07]);

export type RmcpClass =
  | { readonly kind: 'ipmi'; readonly body: Buffer }
  | { readonly kind: 'asf'; readonly body: Buffer };

const VERSION_1_0 = 0x06;
const CLASS_ASF = 0x06;
const CLASS_IPMI = 0x07;
const ASF_IANA = 0x11be;
const ASF_PING = 0x80;
const ASF_PONG = 0x40;

/** An acknowledge (class bit 7) and every other class are not ours to answer. */
export function parseRmcp(datagram: Buffer): RmcpClass | undefined {
  if (datagram.length < 4 || datagram[0] !== VERSION_1_0) return undefined;
  const body = datagram.subarray(4);
  if (datagram[3] === CLASS_IPMI) return { kind: 'ipmi', body };
  if (datagram[3] === CLASS_ASF) return { kind: 'asf', body };
  return undefined;
}

export function wrapIpmi(body: Buffer): Buffer {
  return Buffer.concat([RMCP_HEADER, body]);
}

export function answerPing(body: Buffer): Buffer | undefined {
  if (body.length < 8 || body.readUInt32BE(0) !== ASF_IANA || body[4] !== ASF_PING) return undefined;
  const pong = Buffer.alloc(4 + 24);
  RMCP_HEADER.copy(pong);
  pong[3] = CLASS_ASF;
  pong.writeUInt32BE(ASF_IANA, 4);
  pong[8] = ASF_PONG;
  pong[9] = body[5] ?? 0; // message tag
  pong[11] = 16;
  pong.writeUInt32BE(ASF_IANA, 12);
  pong[20] = 0x81; // IPMI supported, ASF 1.0
  return pong;
}
