// Get Channel Cipher Suites (IPMI v2.0 §22.15): which suites the BMC offers, in pieces of 16 bytes. Anybody may ask; nothing may be allowed
// because of the answer. Must never be read without an end: a hostile BMC can go on for ever.

import { needBytes, needInteger, WireError } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN } from './command.js';

const THIS_CHANNEL = 0x0e;
const IPMI_PAYLOAD = 0x00;
const BY_SUITE = 0x80;
/** The list index has six bits. */
export const CIPHER_SUITE_PIECES_MAX = 64;
export const CIPHER_SUITE_PIECE_BYTES = 16;

export const getChannelCipherSuites: Command<{ piece: number }, Buffer> = {
  name: 'Get Channel Cipher Suites',
  netFn: NET_FN.app,
  command: 0x54,
  repeatable: true,
  encode: ({ piece }) => {
    needInteger(piece, 0, CIPHER_SUITE_PIECES_MAX - 1, 'piece of the cipher suites');
    return Buffer.from([THIS_CHANNEL, IPMI_PAYLOAD, BY_SUITE | piece]);
  },
  decode: (data) => {
    needBytes(data, 1, 'Get Channel Cipher Suites response');
    return Buffer.from(data.subarray(1, 1 + CIPHER_SUITE_PIECE_BYTES));
  },
};

const STANDARD = 0xc0;
const OEM = 0xc1;
const OEM_IANA_BYTES = 3;
/** One of each kind is usual, and no BMC offers more than a score of suites: what goes on beyond is not believed (nor given memory). */
const ALGORITHMS_MAX = 8;
const SUITES_MAX = 32;

export interface OfferedSuite {
  readonly id: number;
  /** Of a vendor's own suite. */
  readonly oemIana: number | undefined;
  readonly authentication: readonly number[];
  readonly integrity: readonly number[];
  readonly confidentiality: readonly number[];
}

/** All pieces put together (§22.15.1, table 22-18): a start byte, an ID, and algorithms whose two top bits say what they are for. */
export function decodeCipherSuites(records: Buffer): readonly OfferedSuite[] {
  const suites: OfferedSuite[] = [];
  for (let at = 0; at < records.length; ) {
    const start = records.readUInt8(at);
    if (start !== STANDARD && start !== OEM) throw new WireError('cipher suite records: no start of record');
    if (suites.length === SUITES_MAX) throw new WireError(`cipher suite records: more than ${SUITES_MAX}`);
    const headBytes = start === OEM ? 2 + OEM_IANA_BYTES : 2;
    if (records.length - at < headBytes) throw new WireError('cipher suite record: it is cut off');
    const algorithms: [number[], number[], number[]] = [[], [], []];
    let end = at + headBytes;
    for (; end < records.length && records.readUInt8(end) < STANDARD; end += 1) {
      if (end - at - headBytes === ALGORITHMS_MAX)
        throw new WireError(`cipher suite record: more than ${ALGORITHMS_MAX} algorithms`);
      const byte = records.readUInt8(end);
      algorithms[byte >> 6]?.push(byte & 0x3f);
    }
    const [authentication, integrity, confidentiality] = algorithms;
    suites.push({
      id: records.readUInt8(at + 1),
      oemIana: start === OEM ? records.readUIntLE(at + 2, OEM_IANA_BYTES) : undefined,
      authentication,
      integrity,
      confidentiality,
    });
    at = end;
  }
  return suites;
}
