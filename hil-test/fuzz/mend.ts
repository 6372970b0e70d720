// Repairs of mutated packets: checksums, length fields and authentication codes, so that the code behind them is reached.
// Must never use the code under test: a wrong checksum there would then look right here. Works in place.

const LAN_CHECKSUM_1 = 2;
const RMCP_BYTES = 4;
const V15_HEADER_BYTES = 10;
const V20_HEADER_BYTES = 12;
const AUTH_TYPE_RMCPP = 0x06;
const PAYLOAD_IPMI = 0x00;

function sumTo(bytes: Buffer, from: number, to: number): number {
  let sum = 0;
  for (let index = from; index < to; index++) sum += bytes[index] ?? 0;
  return -sum & 0xff;
}

/** Both checksums of a LAN message (§13.8). */
export function mendLan(message: Buffer): void {
  if (message.length < 7) return;
  message[LAN_CHECKSUM_1] = sumTo(message, 0, LAN_CHECKSUM_1);
  message[message.length - 1] = sumTo(message, LAN_CHECKSUM_1 + 1, message.length - 1);
}

/** Length field and checksums of a datagram outside of a session, IPMI 1.5 or 2.0. */
export function mendPlain(datagram: Buffer): void {
  const body = datagram.subarray(RMCP_BYTES);
  if (body[0] !== AUTH_TYPE_RMCPP && body.length > V15_HEADER_BYTES) {
    const message = body.subarray(V15_HEADER_BYTES);
    body[V15_HEADER_BYTES - 1] = message.length;
    mendLan(message);
  } else if (body[0] === AUTH_TYPE_RMCPP && body.length > V20_HEADER_BYTES) {
    const payload = body.subarray(V20_HEADER_BYTES);
    body.writeUInt16LE(payload.length, V20_HEADER_BYTES - 2);
    if (((body[1] ?? 0) & 0x3f) === PAYLOAD_IPMI) mendLan(payload);
  }
}

/** The code over all before it, whatever that is (§13.28.4). */
export function mendSealed(datagram: Buffer, codeBytes: number, code: (covered: Buffer) => Buffer): void {
  const end = datagram.length - codeBytes;
  if (end > RMCP_BYTES) code(datagram.subarray(RMCP_BYTES, end)).copy(datagram, end);
}
