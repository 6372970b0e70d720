// An IPMI request and its response as they travel on a LAN channel (IPMI v2.0 §13.8): addresses, netFn, two checksums.
// Must never pass on a message with a wrong checksum or a response: a BMC that answers responses can be made to loop.
const BMC_ADDRESS = 0x20;

export interface LanRequest {
  readonly netFn: number;
  readonly lun: number;
  readonly command: number;
  readonly data: Buffer;
  readonly requesterAddress: number;
  readonly requesterSequence: number;
  readonly requesterLun: number;
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) & 0xff;
  return -sum & 0xff;
}

export function parseRequest(bytes: Buffer): LanRequest | undefined {
  if (bytes.length < 7) return undefined;
  const [to = 0, netFnLun = 0, , requesterAddress = 0, sequenceLun = 0, command = 0] = bytes;
  if (to !== BMC_ADDRESS || checksum(bytes.subarray(0, 3)) !== 0 || checksum(bytes.subarray(3)) !== 0) return undefined;
  const netFn = netFnLun >> 2;
  if (netFn % 2 !== 0) return undefined;
  return {
    netFn,
    lun: netFnLun & 3,
    command,
    data: bytes.subarray(6, -1),
    requesterAddress,
    requesterSequence: sequenceLun >> 2,
    requesterLun: sequenceLun & 3,
  };
}

export function buildResponse(request: LanRequest, completion: number, data: Buffer): Buffer {
  const head = Buffer.from([request.requesterAddress, ((request.netFn + 1) << 2) | request.requesterLun]);
  const tail = Buffer.concat([
    Buffer.from([BMC_ADDRESS, (request.requesterSequence << 2) | request.lun, request.command, completion]),
    data,
  ]);
  return Buffer.concat([head, Buffer.from([checksum(head)]), tail, Buffer.from([checksum(tail)])]);
}
